import { createLane, type Lane } from '../../workstation/selling/lane.ts';
import type { LaneSettings } from '../../workstation/selling/lane-settings.ts';
import { betweenSales, type Upkeep } from './between-sales.ts';
import type { Box } from './box.ts';
import type { Cleanup } from './cleanup.ts';
import { laneSettings } from './settings.ts';
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
  const lane = createLane({
    settings,
    journal,
    catalogue: () => catalogue,
    scanner,
    printer,
    terminal,
    lights,
    // No reader is bound to a pad yet, and nobody keeps a ledger.
    pad: null,
    soldTags: null,
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
