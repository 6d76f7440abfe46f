import type { Gatekeeper } from '../../../workstation/gatekeeping/gatekeeper.ts';
import type { Log } from '../../../workstation/ports/log.ts';
import type { Box } from '../box.ts';
import type { Cleanup } from '../cleanup.ts';
import { desiredConfig } from '../desired.ts';
import { type EdgeFeed, edgeFeed } from '../feed.ts';
import { edgeFirmware } from '../firmware.ts';
import { stateFiles } from '../state-files.ts';
import { systemClock as clock, systemIdentifiers as identifiers, systemTimers as timers } from '../system.ts';
import { isNight } from '../tag-retention.ts';
import { type EdgeUpload, edgeUpload } from '../upload.ts';

export interface GateCloud {
  readonly sync: Pick<EdgeUpload, 'status'>;
  readonly feed: Pick<EdgeFeed, 'status'>;
}

/**
 * Takes a gate's journal to the cloud, and brings down the goods by which it tells the store's own, as a lane does; where no cloud is
 * configured, there is nothing to do. @throws Fault STORAGE_*
 */
export function gateCloud(box: Box, gate: Pick<Gatekeeper, 'state'>, cleanup: Cleanup): GateCloud {
  const { config, directory, journal, catalogue, promotions, devices, signer, log } = box;
  const files = stateFiles(directory);
  const keeper = {
    isQuiet: () => gate.state().alarms.length === 0 && gate.state().tracked === 0,
    // Verdicts come by the hundred; what they left in the journal is found by looking.
    onNews: () => () => {},
  };
  const parts = { config, files, signer, clock, timers, identifiers, log };
  const sync = edgeUpload({ ...parts, journal, keeper });
  cleanup.add('upload', () => sync.stop());
  const takesFirmware = (id: string): boolean => devices.firmware(id) !== null;
  const desired = desiredConfig({ config, file: files.desired, catalogue, journal, clock, takesFirmware });
  // A gate whose reader is away lets through whatever comes.
  const isQuiet = () => keeper.isQuiet() && isNight(clock.now(), config.store.timezone);
  const deviceOf = (id: string) => devices.firmware(id);
  const firmware = edgeFirmware({ ...parts, desired, deviceOf, isQuiet });
  cleanup.add('firmware', () => firmware.stop());
  // A gate looks goods up one by one: it can go by new ones at any time.
  const upkeep = { soon: () => refresh(box, log) };
  // It names goods, and shows no photographs of them.
  const feed = edgeFeed({ ...parts, catalogue, promotions, upkeep, desired, assets: firmware });
  cleanup.add('feed', () => feed.stop());
  return { sync, feed };
}

function refresh({ catalogue }: Pick<Box, 'catalogue'>, log: Log): void {
  try {
    catalogue.refresh();
  } catch (error) {
    // The goods before stay in use.
    log.warn('gate.goodsNotTaken', { error: error instanceof Error ? error.message : String(error) });
  }
}
