import { createDevices, type DeviceBinding } from '../../device/index.ts';
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

/** What the drivers have against the bindings: a profile that is not there, options that do not hold. Nothing is opened for it. */
export function deviceFindings(config: Pick<Config, 'devices' | 'store'>, source: string): Finding[] {
  const log = { info() {}, warn() {} };
  return deviceBindings(config).flatMap((binding, index) => {
    try {
      createDevices({
        bindings: [binding],
        profilesDirectory: PROFILES,
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
