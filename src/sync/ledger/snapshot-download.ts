import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, rmSync, statSync } from 'node:fs';
import { get } from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Log } from '../../workstation/ports/log.ts';
import type { Membership } from '../pairing/membership.ts';
import type { LedgerSnapshotOffer } from '../wire/ledger.ts';
import type { SnapshotFetcher } from './ports.ts';

export interface SnapshotDownloadParts {
  readonly membership: Pick<Membership, 'box' | 'password' | 'ca' | 'certificate' | 'privateKey' | 'hub'>;
  /** Where the hub is reached. What the offer says of host names is of no use to anybody else. */
  readonly host: string;
  /** File beside the ledger that the copy is collected in. */
  readonly path: string;
  readonly wanted: () => boolean;
  /** Puts the file in the ledger's place; false when it is no ledger. */
  readonly install: (path: string, sha256: string) => Promise<boolean>;
  readonly log: Log;
}

/** More than ten million tags take; a hub that offers more is not believed. */
const MOST_BYTES = 4 * 1024 ** 3;
const ATTEMPTS = 5;
const SILENCE_MS = 15_000;

/**
 * Fetches the hub's copy of the ledger over HTTPS, under the store's own authority. What an interrupted download has brought is kept and
 * gone on from, here and at the next offer of the same copy; it is checked as a whole before anything is done with it.
 */
export function snapshotDownload(parts: SnapshotDownloadParts): SnapshotFetcher {
  return {
    wanted: parts.wanted,
    async install(offer) {
      try {
        return (await fetched(parts, offer)) && (await parts.install(parts.path, offer.sha256));
      } catch (error) {
        parts.log.warn('bus.snapshotFailed', { error });
        return false;
      }
    },
  };
}

async function fetched(parts: SnapshotDownloadParts, offer: LedgerSnapshotOffer): Promise<boolean> {
  if (offer.bytes > MOST_BYTES) return false;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const held = sizeOf(parts.path);
    if (held < offer.bytes) {
      try {
        await append(parts, offer, held);
      } catch (error) {
        parts.log.info('bus.snapshotInterrupted', { attempt, error });
        continue;
      }
    }
    if (sizeOf(parts.path) === offer.bytes && (await hashOf(parts.path)) === offer.sha256) return true;
    // The rest of another copy, or spoilt: begun anew.
    rmSync(parts.path, { force: true });
  }
  return false;
}

function append(parts: SnapshotDownloadParts, offer: LedgerSnapshotOffer, start: number): Promise<void> {
  const { membership, host, path } = parts;
  const { port, pathname } = new URL(offer.url);
  return new Promise((resolve, reject) => {
    const request = get(
      {
        ...{ host, port, path: pathname, servername: membership.hub.box, timeout: SILENCE_MS, agent: false },
        ...{ ca: membership.ca, cert: membership.certificate, key: membership.privateKey, minVersion: 'TLSv1.2' },
        auth: `${membership.box}:${membership.password}`,
        headers: start === 0 ? {} : { range: `bytes=${start}-` },
      },
      (response) => {
        if (response.statusCode !== (start === 0 ? 200 : 206)) {
          response.destroy();
          reject(new Error(`the hub answered ${response.statusCode}`));
          return;
        }
        const file = createWriteStream(path, { flags: start === 0 ? 'w' : 'a', mode: 0o600 });
        pipeline(response, atMost(offer.bytes - start), file).then(resolve, reject);
      },
    );
    request.on('timeout', () => request.destroy(new Error('silence')));
    request.on('error', reject);
  });
}

function atMost(bytes: number): Transform {
  let left = bytes;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left -= chunk.length;
      if (left < 0) done(new Error('more than was offered'));
      else done(null, chunk);
    },
  });
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
