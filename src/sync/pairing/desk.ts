import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Log } from '../../workstation/ports/log.ts';
import type { Clock } from '../../workstation/ports/time.ts';
import { hashPassword, newPassword } from '../hub/password.ts';
import { ed25519Key, ed25519Verifies } from '../store-bus/ed25519.ts';
import type { SignedDirectory } from '../wire/directory.ts';
import {
  type PairingAnswer,
  type PairingRefusal,
  type PairingRequest,
  pairingAnswerBytes,
  pairingRequestBytes,
  pairingRequestSchema,
  possessionBytes,
} from '../wire/pairing.ts';
import type { StoreAuthority } from './authority.ts';
import { certificateHash } from './certificate.ts';
import { codeMac, type PairingCodes } from './code.ts';
import type { StoreRegistry } from './registry.ts';
import { Throttle } from './throttle.ts';

export interface DeskParts {
  readonly store: string;
  readonly hub: { readonly box: string; readonly x: string };
  readonly authority: StoreAuthority;
  readonly registry: StoreRegistry;
  readonly codes: PairingCodes;
  readonly busPort: () => number;
  readonly clock: Clock;
  readonly log: Log;
  /** The list has changed: it goes out on the bus, and connections with a former key end. */
  readonly paired: (box: string, list: SignedDirectory) => void;
}

export type DeskAnswer = PairingAnswer | PairingRefusal;

/** Pairs boxes at the hub: whoever knows the code that a manager had made for this very box gets its certificate and password. */
export class PairingDesk {
  readonly #parts: DeskParts;
  readonly #throttle: Throttle;
  readonly #serverHash: string;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#throttle = new Throttle(parts.clock);
    this.#serverHash = certificateHash(parts.authority.server.certificate);
  }

  /** @throws Fault when the disk refuses the new list; the code is then used up. */
  async answer(value: unknown, address: string): Promise<DeskAnswer> {
    const wait = this.#throttle.wait(address);
    if (wait > 0) return { refused: 'tooSoon', retryAfterSeconds: Math.ceil(wait / 1000) };
    const parsed = pairingRequestSchema.safeParse(value);
    const tlsKey = parsed.success ? ownedKeys(parsed.data) : null;
    if (!parsed.success || tlsKey === null) return { refused: 'badRequest' };
    const request = parsed.data;
    const { codes, registry, log, paired } = this.#parts;
    const redeemed = codes.redeem(request.box, pairingRequestBytes(request), request.mac);
    // The right code over another certificate than ours: somebody stands in between, and has now used it up.
    if (redeemed === null || request.seen !== this.#serverHash) {
      this.#throttle.failed(address);
      log.warn('bus.pairingRefused', { box: request.box, why: redeemed === null ? 'code' : 'certificate' });
      return { refused: 'wrongCode' };
    }
    const password = newPassword();
    const outcome = registry.admit(request.box, redeemed.roles, request.x, await hashPassword(password));
    if (outcome !== 'admitted') return { refused: outcome };
    this.#throttle.succeeded(address);
    const list = registry.signed();
    log.info('bus.paired', { box: request.box, roles: redeemed.roles });
    paired(request.box, list);
    return this.#signedOff(request, redeemed.key, tlsKey, password, list);
  }

  #signedOff(
    request: PairingRequest,
    key: Uint8Array,
    tlsKey: KeyObject,
    password: string,
    directory: SignedDirectory,
  ): PairingAnswer {
    const { store, hub, authority, busPort } = this.#parts;
    const certificate = authority.forBox(request.box, tlsKey);
    const answer = {
      v: 1,
      store,
      hub: { ...hub },
      ca: authority.ca,
      certificate,
      password,
      busPort: busPort(),
      directory,
      mac: '',
    } as const;
    return { ...answer, mac: codeMac(key, pairingAnswerBytes(request.mac, answer)) };
  }
}

/** The box's TLS key, if it holds both keys that it names and that is one on P-256; else null. */
function ownedKeys(request: PairingRequest): KeyObject | null {
  const signing = ed25519Key(request.x);
  const tlsKey = tlsKeyOf(request.tlsKey);
  if (signing === null || tlsKey === null) return null;
  const bytes = possessionBytes(request);
  if (!ed25519Verifies(signing, bytes, request.sig)) return null;
  try {
    return verify('sha256', bytes, { key: tlsKey, dsaEncoding: 'der' }, Buffer.from(request.tlsSig, 'base64url'))
      ? tlsKey
      : null;
  } catch {
    return null;
  }
}

function tlsKeyOf(text: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64url'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null;
  } catch {
    return null;
  }
}
