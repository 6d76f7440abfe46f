import { createDevices, type DeviceBinding, type DeviceSetup } from '../../device/index.ts';
import type { FieldValue } from '../../domain/feed/desired.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { PROFILES } from '../project.ts';
import type { Config, Finding } from './config/index.ts';
import { systemClock, systemTimers } from './system.ts';

/** The devices as the configuration binds them; a terminal speaks the store's currency and keeps its time unless it is told otherwise. */
export function deviceBindings({ devices, store }: Pick<Config, 'devices' | 'store'>): DeviceBinding[] {
  const { currency, timezone } = store;
  return devices.map((device) =>
    device.category === 'paymentTerminal' ? { ...device, options: { currency, timezone, ...device.options } } : device,
  );
}

/** Where the profiles of this box are: its own first, then those that are installed. */
export function profilePlaces({ profiles }: Pick<Config, 'profiles'>): ProfilePlaces {
  return { profilesDirectory: PROFILES, ...(profiles && { ownProfilesDirectory: profiles.directory }) };
}

type ProfilePlaces = Pick<DeviceSetup, 'profilesDirectory' | 'ownProfilesDirectory'>;

/** What the configuration has to say of devices. */
export type DeviceConfig = Pick<Config, 'devices' | 'store' | 'profiles'>;

/** What the drivers have against the bindings: a profile that is not there, options that do not hold. Nothing is opened for it. */
export function deviceFindings(config: DeviceConfig, source: string): Finding[] {
  const log = { info() {}, warn() {} };
  return deviceBindings(config).flatMap((binding, index) => {
    try {
      createDevices({
        bindings: [binding],
        ...profilePlaces(config),
        clock: systemClock,
        timers: systemTimers,
        random: () => 0,
        log,
      });
      return [];
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return [{ source, line: null, path: `devices[${index}]`, message: `${error.message} (${error.code})` }];
    }
  });
}

/** `device.<id>.profile`: which profile a device of this box goes by. */
const PROFILE_FIELD = /^device\.([a-z0-9][a-z0-9-]{0,31})\.profile$/;

/** What there is against a device's profile that the office sets: no such device here, or none that its driver takes. Null: nothing. */
export function profileFlaw(config: DeviceConfig, field: string, value: FieldValue): 'unknown' | 'invalid' | null {
  const id = PROFILE_FIELD.exec(field)?.[1];
  const device = config.devices.find((each) => each.id === id);
  if (device === undefined) return 'unknown';
  if (typeof value !== 'string' || !PROFILE_NAME.test(value)) return 'invalid';
  const findings = deviceFindings({ ...config, devices: [{ ...device, profile: value }] }, field);
  return findings.length === 0 ? null : 'invalid';
}

/** As in the configuration: nothing that leads out of the folder of profiles. */
const PROFILE_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** The configuration with the profiles that the office has set; where one does not hold any more, the box's own stays. */
export function withProfiles<Of extends DeviceConfig>(config: Of, set: Readonly<Record<string, FieldValue>>): Of {
  const devices = config.devices.map((device) => {
    const field = `device.${device.id}.profile`;
    const value = Object.hasOwn(set, field) ? set[field] : undefined;
    if (typeof value !== 'string' || profileFlaw(config, field, value) !== null) return device;
    return { ...device, profile: value };
  });
  return { ...config, devices };
}
