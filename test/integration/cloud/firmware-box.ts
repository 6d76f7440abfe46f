/** A lane as far as firmware goes: it follows the feed, fetches what it is set to, gives it to its reader, and tells what came of it. */
import { createHash } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { type DesiredParts, desiredConfig } from '../../../src/main/edge/desired.ts';
import { firmwareInstaller } from '../../../src/main/edge/firmware.ts';
import { openShelf } from '../../../src/storage/index.ts';
import type { FirmwareOutcome } from '../../../src/workstation/ports/firmware.ts';
import { type Device, newDevice, type TestCloud } from '../../fixtures/cloud.ts';
import { fetchingFrom, type Mischief } from './asset-line.ts';

export interface FirmwareBox {
  readonly name: string;
  readonly device: Device;
  /** Bytes that the reader runs; what it ran before anyone gave it any is empty. */
  runs(): Buffer;
  /** Takes in what is published for it, and does what that asks for. Resolves when nothing of it is left to do. */
  follow(): Promise<void>;
  stop(): Promise<void>;
}

export async function firmwareBox(given: {
  readonly cloud: TestCloud;
  readonly url: string;
  readonly trusted: string;
  readonly folder: string;
  readonly name: string;
  readonly mischief?: Mischief;
  /** What the reader says of an image; it takes every one where this is left out. */
  readonly reader?: (bytes: Buffer) => FirmwareOutcome;
}): Promise<FirmwareBox> {
  const { cloud, url, trusted, folder, name, mischief = {}, reader = () => ({ kind: 'installed' }) } = given;
  const device = newDevice(name);
  const id = await cloud.enrol(device, 's1');
  let runs = Buffer.alloc(0);
  let row: string | null = null;
  const told: string[] = [];
  const append: DesiredParts['journal']['append'] = (build) => {
    for (const { kind, body } of build({ receiptNumber: () => '', lastTagSeq: () => 0 })) {
      const json = JSON.stringify(body);
      const key = createHash('sha256').update(`${name}${kind}${json}`).digest('hex');
      told.push(`INSERT INTO workstation_events VALUES (${id}, decode('${key}', 'hex'), '${kind}', now(), '2026-03-02', '${json}')
        ON CONFLICT DO NOTHING`);
    }
    return [];
  };
  const desired = desiredConfig({
    config: {
      cloud: { url, configKey: trusted },
      ...{ store: { id: 's1' }, workstation: { id: name }, devices: [{ id: 'reader' }, { id: 'scanner' }] },
    } as unknown as DesiredParts['config'],
    file: join(folder, `${name}.json`),
    catalogue: { fed: () => (row === null ? [] : [{ key: 'desired', value: row }]) },
    journal: { append },
    clock: { now: Date.now },
    takesFirmware: (device) => device === 'reader',
  });
  const shelf = openShelf({
    ...{ directory: join(folder, name), budget: { bytes: 100_000_000, files: 10 }, reserveBytes: 0 },
    statfs: statfsSync,
  });
  const installer = firmwareInstaller({
    desired,
    shelf,
    isQuiet: () => true,
    deviceOf: () => ({
      async installFirmware(image) {
        const parts: Uint8Array[] = [];
        for await (const part of image.read()) parts.push(part);
        const bytes = Buffer.concat(parts);
        const outcome = reader(bytes);
        if (outcome.kind === 'installed') runs = bytes;
        return outcome;
      },
    }),
    timers: { after: () => () => {} },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const line = fetchingFrom({ url, device, shelf, mischief });

  return {
    ...{ name, device },
    runs: () => runs,
    async follow() {
      const rows = await cloud.rows(`SELECT owner, value FROM feed_rows
        WHERE collection = 'config' AND value IS NOT NULL AND owner IN ('', 's1', '${name} s1') ORDER BY scope DESC LIMIT 1`);
      row = rows[0] === undefined ? null : String(rows[0].value);
      desired.look();
      const images = desired.awaited();
      line.fetcher.want(images.map(({ image }) => image));
      for (const awaited of images) {
        const { sha256: wanted } = awaited.image;
        const had =
          shelf.path(wanted) === null ? await line.either(`arrived ${wanted}`, `spoilt ${wanted}`) : 'arrived';
        if (had.startsWith('spoilt')) desired.settled(awaited, 'spoilt');
        else await installer.soon();
      }
      for (const statement of told.splice(0)) await cloud.rows(statement);
    },
    async stop() {
      installer.stop();
      await line.stop();
    },
  };
}
