import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HandClock } from '../../../test/fixtures/time.ts';
import type { FirmwareImage, FirmwareOutcome } from '../../workstation/ports/firmware.ts';
import type { AwaitedFirmware } from './desired.ts';
import { filesOf, firmwareInstaller } from './firmware.ts';

const INSTALLED: FirmwareOutcome = { kind: 'installed' };
const image = (digit: string) => ({ version: `1.${digit}`, sha256: digit.repeat(64), bytes: 5 });
const awaited = (device: string, digit: string): AwaitedFirmware => ({
  ...{ field: `device.${device}.firmware`, device, image: image(digit) },
});
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-firmware-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A box whose devices say this of an image, in turn, the last again and again; `blind` takes none. */
function box(outcomes: readonly FirmwareOutcome[], list: AwaitedFirmware[], here = ['1', '2']) {
  const clock = new HandClock();
  const told: string[] = [];
  const given: FirmwareImage[] = [];
  let quiet = true;
  for (const digit of here) writeFileSync(join(folder, digit.repeat(64)), `image`);
  const left = [...outcomes];
  let during: () => void = () => {};
  const installer = firmwareInstaller({
    desired: {
      awaited: () => list,
      begun: ({ device }) => void told.push(`${device} begun`),
      settled(each, outcome) {
        told.push(`${each.device} ${outcome}`);
        list.splice(list.indexOf(each), 1);
      },
    },
    deviceOf: (id) =>
      id === 'blind'
        ? null
        : {
            async installFirmware(one) {
              given.push(one);
              during();
              await Promise.resolve();
              return (left.length > 1 ? left.shift() : left[0]) ?? INSTALLED;
            },
          },
    shelf: { path: (sha256) => (here.includes(sha256.charAt(0)) ? join(folder, sha256) : null) },
    isQuiet: () => quiet,
    timers: clock,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  return {
    ...{ installer, clock, told, given },
    quiet(is: boolean): void {
      quiet = is;
    },
    meanwhile(run: () => void): void {
      during = run;
    },
  };
}

it('gives a device the image that it is set to, once it is here, and says what came of it', async () => {
  const { installer, told, given, clock } = box([INSTALLED], [awaited('reader', '1'), awaited('far', '9')]);
  await installer.soon();
  expect(told).toEqual(['reader begun', 'reader installed']);
  expect(given).toMatchObject([image('1')]);
  const read: Uint8Array[] = [];
  for await (const part of given[0]?.read() ?? []) read.push(part);
  expect(Buffer.concat(read)).toEqual(readFileSync(join(folder, '1'.repeat(64))));
  // What is not here yet is looked for again.
  expect(clock.pending).toBe(1);
  installer.stop();
  expect(clock.pending).toBe(0);
});

it('never begins while somebody shops, not even with the next device', async () => {
  const { installer, told, quiet, meanwhile } = box([INSTALLED], [awaited('reader', '1'), awaited('other', '2')]);
  quiet(false);
  await installer.soon();
  expect(told).toEqual([]);
  meanwhile(() => quiet(false));
  quiet(true);
  await installer.soon();
  expect(told).toEqual(['reader begun', 'reader installed']);
  installer.stop();
});

it('tells a refusal, and that a device takes none', async () => {
  const refused: FirmwareOutcome = { kind: 'refused', reason: 'rejected' };
  const { installer, told } = box([refused], [awaited('reader', '1'), awaited('blind', '2')]);
  await installer.soon();
  expect(told).toEqual(['reader begun', 'reader rejected']);
  await installer.soon();
  expect(told.at(-1)).toBe('blind takesNone');
});

it('offers it again, a minute later, to a device that was away', async () => {
  const { installer, told, clock } = box([{ kind: 'later' }, INSTALLED], [awaited('reader', '1')]);
  await installer.soon();
  expect(told).toEqual(['reader begun']);
  await clock.advance(59_000);
  expect(told).toHaveLength(1);
  await clock.advance(1_000);
  expect(told).toEqual(['reader begun', 'reader begun', 'reader installed']);
  expect(clock.pending).toBe(0);
});

it('leaves an image alone that the office took back while another was being given', async () => {
  const list = [awaited('reader', '1'), awaited('other', '2')];
  const { installer, told, meanwhile } = box([INSTALLED], list);
  meanwhile(() => void list.pop());
  await installer.soon();
  expect(told).toEqual(['reader begun', 'reader installed']);
});

it('says of all files together how many are missing, and the first reason why', () => {
  const part = (wanted: number, missing: number, problem: string | null) => ({
    ...{ look: () => {}, status: () => ({ wanted, missing, problem }) },
  });
  const all = filesOf(part(5, 0, null), part(2, 1, 'UNREACHABLE'));
  expect(all.status()).toEqual({ wanted: 7, missing: 1, problem: 'UNREACHABLE' });
});
