import { loadProfile } from '../../../src/device/profile-load.ts';
import { realTimers } from '../../../src/device/rehearsal/real-timers.ts';
import { VOYAGER_REPORTS, VOYAGER_SYMBOLS } from '../../../src/device/rehearsal/voyager-reports.ts';
import { HidPosDriver } from '../../../src/device/scanner/hid-pos/driver.ts';
import { PROFILES } from '../../../src/main/project.ts';

/** How a model with USB HID POS differs from the one whose reports are recorded. */
export interface HidModel {
  readonly late: boolean;
  readonly toldToTalk: boolean;
}

/** Gives the driver of a profile the recorded reports, as its model would send them: what it wrote to the scanner, and what it read. */
export function hidScan(name: string, { late }: HidModel) {
  const profile = loadProfile(PROFILES, 'scanner', name);
  const scans: string[] = [];
  const written: object[] = [];
  const log = { info: () => undefined, warn: () => undefined };
  const clock = { now: Date.now, monotonic: () => performance.now() };
  const driver = new HidPosDriver({
    ...{ id: 's', profile, clock, timers: realTimers, log },
    onScan: ({ aim, data }) => scans.push(`${aim} ${data}`),
  });
  driver.opened({
    write(bytes, topic) {
      written.push({ bytes: [...bytes], topic });
      return 'accepted';
    },
    alive: () => undefined,
    report: () => undefined,
    drop: () => undefined,
  });
  // A full report has no room for the byte that a late one puts before its identifier.
  for (const report of late ? VOYAGER_REPORTS.slice(2).map(oneByteLate) : VOYAGER_REPORTS) driver.received(report);
  return { scans, written, expected: late ? VOYAGER_SYMBOLS.slice(1) : VOYAGER_SYMBOLS, end: () => driver.lost() };
}

function oneByteLate(report: Uint8Array): Uint8Array {
  const late = Uint8Array.from(report);
  late.set(report.subarray(2, 62), 3);
  late[2] = 0x64;
  return late;
}
