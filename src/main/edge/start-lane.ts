import { createHash } from 'node:crypto';
import { openLedger } from '../../storage/index.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { createLane, type Lane } from '../../workstation/selling/lane.ts';
import type { LaneSettings } from '../../workstation/selling/lane-settings.ts';
import { betweenSales, type Upkeep } from './between-sales.ts';
import type { Box } from './box.ts';
import type { Cleanup } from './cleanup.ts';
import { OwnLedger } from './own-ledger.ts';
import { laneSettings } from './settings.ts';
import { stateFiles } from './state-files.ts';
import { systemClock as clock, systemIdentifiers as identifiers, systemTimers as timers } from './system.ts';

/** The lane of a box, with what is done between two shoppers. */
export interface RunningLane {
  readonly lane: Lane;
  readonly settings: LaneSettings;
  readonly upkeep: Upkeep;
}

/** Starts the lane of a box: it takes up what the journal left open. */
export function startLane(box: Box, cleanup: Cleanup): RunningLane {
  const { config, journal, catalogue, promotions, devices, businessDay, signer, log } = box;
  const settings = laneSettings(config);
  const { printer, terminal, lights, scanners: scanner } = devices;
  const { pad, soldTags } = padOf(box, cleanup);
  const lane = createLane({
    settings,
    journal,
    catalogue: () => catalogue,
    scanner,
    printer,
    terminal,
    lights,
    pad,
    soldTags,
    devices,
    promotions,
    businessDay,
    clock,
    timers,
    identifiers,
    signer,
    log,
  });
  cleanup.add('lane', () => lane.stop());
  const upkeep = betweenSales({ lane, journal, catalogue, promotions, timers, log });
  cleanup.add('upkeep', () => upkeep.stop());
  lane.start();
  return { lane, settings, upkeep };
}

/**
 * The pad of a lane that has one, with the ledger that knows what is sold. Without its ledger nothing would be refused that is sold
 * already, so there is no pad then.
 */
function padOf({ config, directory, devices, journal, log }: Box, cleanup: Cleanup) {
  const reader = devices.readers.find(({ id }) => id === config.pad.reader);
  if (reader === undefined) return { pad: null, soldTags: null };
  try {
    const ledger = openLedger({ path: stateFiles(directory).ledger, log });
    cleanup.add('ledger', () => ledger.close());
    const own = new OwnLedger(ledger, journal.ownSales, log);
    cleanup.add('sold tags', () => own.stop());
    own.catchUp();
    const keyHash = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
    return { pad: { reader, ledger, keyHash }, soldTags: own };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    log.error('edge.noPad', { code: error.code });
    return { pad: null, soldTags: null };
  }
}
