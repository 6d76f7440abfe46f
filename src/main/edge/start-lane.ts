import { createHash } from 'node:crypto';
import { createLane, type Lane } from '../../workstation/selling/lane.ts';
import type { LanePad } from '../../workstation/selling/lane-core.ts';
import type { LaneSettings } from '../../workstation/selling/lane-settings.ts';
import { withPractice } from '../../workstation/tendering/practice-terminal.ts';
import { betweenSales, type Upkeep } from './between-sales.ts';
import type { Box } from './box.ts';
import type { Cleanup } from './cleanup.ts';
import { type DesiredConfig, desiredConfig } from './desired.ts';
import { withFeed } from './live-settings.ts';
import { laneSettings } from './settings.ts';
import { stateFiles } from './state-files.ts';
import type { StoreSide } from './store-side.ts';
import { systemClock as clock, systemIdentifiers as identifiers, systemTimers as timers } from './system.ts';
import type { JournalKeeper } from './upload.ts';

/** How long a stop waits for a receipt that is being printed. */
const LAST_PAPER_MS = 3_000;

/** The lane of a box, with what is done between two shoppers. */
export interface RunningLane {
  readonly lane: Lane;
  readonly settings: LaneSettings;
  readonly upkeep: Upkeep;
  readonly desired: DesiredConfig;
}

/** Starts the lane of a box: it takes up what the journal left open. `store`: what it shares with the store's other boxes, if anything. */
export function startLane(box: Box, store: StoreSide | null, cleanup: Cleanup): RunningLane {
  const { config, directory, journal, catalogue, promotions, devices, businessDay, signer, log } = box;
  const takesFirmware = (id: string): boolean => devices.firmware(id) !== null;
  const { desired: file } = stateFiles(directory);
  const desired = desiredConfig({ config, file, catalogue, journal, clock, takesFirmware });
  const settings = withFeed(laneSettings(config), catalogue, desired, log);
  const { printer, terminal, lights, scale, scanners: scanner } = devices;
  const lane = createLane({
    settings,
    journal,
    catalogue: () => catalogue,
    scanner,
    printer,
    // Practice is paid without a terminal; where there is one, it takes up what was begun before and never hears of practice.
    terminal: settings.training || terminal !== null ? withPractice(terminal, timers) : null,
    lights,
    scale,
    pad: padOf(box, store),
    soldTags: store?.soldTags ?? null,
    devices,
    promotions,
    businessDay,
    clock,
    timers,
    identifiers,
    signer,
    log,
  });
  cleanup.add('lane', async () => {
    // A receipt cut off by a stop that could have waited would be asked about at the next start.
    await lane.papersOut(LAST_PAPER_MS);
    lane.stop();
  });
  const upkeep = betweenSales({ lane, journal, catalogue, promotions, timers, log });
  cleanup.add('upkeep', () => upkeep.stop());
  lane.start();
  return { lane, settings, upkeep, desired };
}

/** A lane's journal has something new whenever its stage is another, and may go on in a new epoch between two shoppers. */
export function laneKeeper(lane: Pick<Lane, 'state' | 'subscribe'>): JournalKeeper {
  return {
    isQuiet: () => lane.state().stage.kind === 'idle',
    onNews(news) {
      let before = lane.state().stage.kind;
      return lane.subscribe(({ stage }) => {
        if (stage.kind !== before) news();
        before = stage.kind;
      });
    },
  };
}

/** The pad of a lane that has one. Without a ledger nothing would be refused that is sold already, so there is no pad then. */
function padOf({ config, devices, log }: Box, store: StoreSide | null): LanePad | null {
  const reader = devices.readers.find(({ id }) => id === config.pad.reader);
  if (reader === undefined) return null;
  if (store === null) {
    log.error('edge.noPad');
    return null;
  }
  const keyHash = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
  return { reader, ledger: store.ledger, keyHash };
}
