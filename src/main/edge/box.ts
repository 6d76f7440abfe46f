import { createDevices, type Devices } from '../../device/index.ts';
import { type CatalogueStore, type JournalStore, openCatalogue, openJournal } from '../../storage/index.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { OperatorsPort, StaffListPort } from '../../workstation/ports/operators.ts';
import type { Signer } from '../../workstation/ports/signer.ts';
import { businessDays } from './business-day.ts';
import type { Cleanup } from './cleanup.ts';
import type { Config } from './config/index.ts';
import { lastKnownGood } from './desired.ts';
import { deviceBindings, profilePlaces, withProfiles } from './device-bindings.ts';
import { lockDirectory } from './lock.ts';
import { type EdgePromotions, edgePromotions } from './promotions.ts';
import { cookieKey, deviceSigner } from './secrets.ts';
import { openStaff } from './staff.ts';
import { makeStateDirectory, stateFiles } from './state-files.ts';
import { systemClock as clock, systemIdentifiers as identifiers, systemTimers as timers } from './system.ts';

/** What every edge stands on, whatever it does: its state on disk, its keys and its devices. Devices are not started yet. */
export interface Box {
  readonly config: Config;
  /** Absolute. */
  readonly directory: string;
  readonly log: Log;
  readonly signer: Signer;
  readonly cookieKey: Uint8Array;
  /** Store-local date of now, YYYY-MM-DD. */
  readonly businessDay: () => string;
  readonly journal: JournalStore;
  readonly operators: OperatorsPort & StaffListPort;
  readonly catalogue: CatalogueStore;
  readonly promotions: EdgePromotions;
  readonly devices: Devices;
}

/**
 * Opens state, keys, journal, staff, catalogue, promotions and devices, in that order; `cleanup` undoes what was begun.
 * @throws Fault EDGE_*, STORAGE_*, DEVICE_*.
 */
export function openBox(
  { config, stateDirectory: directory, log }: { config: Config; stateDirectory: string; log: Log },
  cleanup: Cleanup,
): Box {
  makeStateDirectory(directory);
  const lock = lockDirectory(directory);
  cleanup.add('lock', () => lock.release());
  const signer = deviceSigner(directory);
  const cookies = cookieKey(directory);
  const files = stateFiles(directory);

  const businessDay = businessDays(clock, config.store.timezone);
  const journal = openJournal({
    path: files.journal,
    workstation: config.workstation.id,
    clock,
    identifiers,
    businessDay,
    recovered: (recovery) => log.error('journal.recovered', { ...recovery }),
  });
  cleanup.add('journal', () => journal.close());
  const operators = openStaff(files.operators, clock, identifiers, log);
  cleanup.add('operators', () => operators.close());
  const catalogue = openCatalogue({ path: files.catalogue });
  cleanup.add('catalogue', () => catalogue.close());
  const promotions = edgePromotions(files.promotions, config.store.timezone, journal, catalogue);

  const devices = createDevices({
    bindings: deviceBindings(withProfiles(config, lastKnownGood(files.desired))),
    ...profilePlaces(config),
    clock,
    timers,
    random: Math.random,
    log,
  });
  cleanup.add('devices', () => devices.stop());
  return {
    config,
    directory,
    log,
    signer,
    cookieKey: cookies,
    businessDay,
    journal,
    operators,
    catalogue,
    promotions,
    devices,
  };
}
