import { createPrivateKey, createPublicKey, sign, X509Certificate } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { connect, type TLSSocket } from 'node:tls';
import type { Signer } from '../../workstation/ports/signer.ts';
import type { Identifiers } from '../../workstation/ports/time.ts';
import { Keyring } from '../store-bus/keyring.ts';
import {
  MAX_PAIRING_ANSWER_BYTES,
  PAIRING_PATH,
  type PairingAnswer,
  type PairingRefusal,
  type PairingRequest,
  pairingAnswerBytes,
  pairingAnswerSchema,
  pairingRefusalSchema,
  pairingRequestBytes,
  possessionBytes,
} from '../wire/pairing.ts';
import { newTlsKey } from './authority.ts';
import { certificateHash } from './certificate.ts';
import { codeKey, codeMac, macMatches, typedCode } from './code.ts';

export interface JoinParts {
  readonly host: string;
  readonly port: number;
  /** As a person typed it. */
  readonly code: string;
  /** Id of this box, and its signing key with its public half (JWK `x`). */
  readonly box: string;
  readonly signer: Signer;
  readonly x: string;
  readonly ids: Identifiers;
  readonly timeoutMs?: number;
}

/** What this box now is in its store; it goes to a file that only its own user may read. */
export interface Joined {
  readonly answer: PairingAnswer;
  /** PEM of the key for TLS that was made for this. */
  readonly privateKey: string;
}

/** `notTheHub`: whoever answered does not know the code: a stranger in between, or a mistyped code. Nothing of it was kept. */
export type JoinOutcome =
  | { readonly kind: 'joined'; readonly joined: Joined }
  | { readonly kind: 'refused'; readonly why: PairingRefusal['refused']; readonly retryAfterSeconds?: number }
  | { readonly kind: 'badCode' | 'unreachable' | 'notTheHub' };

/** Pairs this box with the hub at an address. No certificate is known yet: the code is what both sides know each other by. */
export async function joinStore(parts: JoinParts): Promise<JoinOutcome> {
  const code = typedCode(parts.code);
  if (code === null) return { kind: 'badCode' };
  const key = codeKey(code);
  const privateKey = newTlsKey();
  let socket: TLSSocket;
  try {
    socket = await connected(parts);
  } catch {
    return { kind: 'unreachable' };
  }
  const seen = certificateHash(socket.getPeerCertificate(true).raw);
  const request = requestOf(parts, key, privateKey, seen);
  const reply = await posted(socket, JSON.stringify(request), parts.timeoutMs ?? 10_000).catch(() => null);
  socket.destroy();
  if (reply === null) return { kind: 'unreachable' };
  const refusal = pairingRefusalSchema.safeParse(reply);
  if (refusal.success) {
    const { refused, retryAfterSeconds } = refusal.data;
    return { kind: 'refused', why: refused, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  }
  const answer = pairingAnswerSchema.safeParse(reply);
  if (!answer.success || !answerIsFromTheHub(answer.data, request, key, seen)) return { kind: 'notTheHub' };
  return { kind: 'joined', joined: { answer: answer.data, privateKey } };
}

/** The certificate is looked at by its hash, under the code's MAC, instead of against an authority. */
function connected({ host, port, timeoutMs = 10_000 }: JoinParts): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, rejectUnauthorized: false, minVersion: 'TLSv1.2', timeout: timeoutMs });
    socket.once('secureConnect', () => resolve(socket));
    socket.once('timeout', () => socket.destroy(new Error('timeout')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
}

function requestOf({ box, x, signer, ids }: JoinParts, key: Uint8Array, tlsKey: string, seen: string): PairingRequest {
  const pair = createPrivateKey(tlsKey);
  const spki = createPublicKey(pair).export({ type: 'spki', format: 'der' }).toString('base64url');
  const nonce = Buffer.from(ids.randomBytes(16)).toString('base64url');
  const claim = { v: 1, box, x, tlsKey: spki, nonce, seen } as const;
  const bytes = possessionBytes(claim);
  const sig = Buffer.from(signer.sign(bytes)).toString('base64url');
  const tlsSig = sign('sha256', bytes, { key: pair, dsaEncoding: 'der' }).toString('base64url');
  const request = { ...claim, sig, tlsSig, mac: '' };
  return { ...request, mac: codeMac(key, pairingRequestBytes(request)) };
}

function posted(socket: TLSSocket, body: string, timeout: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    // HTTP over a TLS connection that already stands and whose certificate was looked at.
    const request = httpRequest(
      {
        createConnection: () => socket,
        method: 'POST',
        path: PAIRING_PATH,
        timeout,
        headers: { host: 'hub', 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MAX_PAIRING_ANSWER_BYTES) request.destroy(new Error('too large'));
          else chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () => {
          try {
            resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
          } catch (error) {
            reject(error);
          }
        });
      },
    );
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
    request.end(body);
  });
}

/**
 * Whether the answer is by somebody who knows the code, about this request, and holds together.
 * @param key the code's (`codeKey`); `seen` the hash of the certificate that the connection ended at.
 */
export function answerIsFromTheHub(
  answer: PairingAnswer,
  request: PairingRequest,
  key: Uint8Array,
  seen: string,
): boolean {
  if (!macMatches(key, pairingAnswerBytes(request.mac, answer), answer.mac)) return false;
  try {
    const ca = new X509Certificate(answer.ca);
    const own = new X509Certificate(answer.certificate);
    const tlsKey = createPublicKey({ key: Buffer.from(request.tlsKey, 'base64url'), format: 'der', type: 'spki' });
    const keyring = new Keyring(answer.store, answer.hub.x, { load: () => answer.directory, save() {} });
    return (
      ca.ca &&
      own.checkIssued(ca) &&
      own.verify(ca.publicKey) &&
      own.publicKey.equals(tlsKey) &&
      keyring.box(request.box)?.x === request.x &&
      seen === request.seen
    );
  } catch {
    return false;
  }
}
