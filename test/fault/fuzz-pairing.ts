import { strict as assert } from 'node:assert';
import { createPrivateKey, createPublicKey, sign, X509Certificate } from 'node:crypto';
import { canonicalText, type JsonValue } from '../../src/domain/journal/canonical.ts';
import { newTlsKey } from '../../src/sync/pairing/authority.ts';
import { certificateHash } from '../../src/sync/pairing/certificate.ts';
import { codeKey, codeMac, typedCode } from '../../src/sync/pairing/code.ts';
import { answerIsFromTheHub } from '../../src/sync/pairing/join.ts';
import {
  type PairingAnswer,
  type PairingRequest,
  pairingAnswerBytes,
  pairingAnswerSchema,
  pairingRequestBytes,
  possessionBytes,
} from '../../src/sync/wire/pairing.ts';
import { directoryOf, listed, STORE, testBox } from '../fixtures/bus-keys.ts';
import { pairingHub } from '../fixtures/pairing-hub.ts';
import type { Hostile } from './hostile-bytes.ts';
import { type Json, spoiltJson } from './hostile-json.ts';

const canonical = (value: unknown) => canonicalText(value as JsonValue);
const hub = pairingHub();
const box = testBox('lane-1', 'lane');
const thief = testBox('lane-9', 'lane');
const TLS = createPrivateKey(newTlsKey());
const THIEF_TLS = createPrivateKey(newTlsKey());
const SEEN = certificateHash(hub.authority.server.certificate);
const NONCE = Buffer.alloc(16, 7).toString('base64url');
const WRONG_KEY = codeKey('0123456789ABCDEF');

/** A request as a box with these keys makes it, which knows the code, or another one. */
function request(of: typeof box, tls: typeof TLS, key: Uint8Array, name = of.name): PairingRequest {
  const tlsKey = createPublicKey(tls).export({ type: 'spki', format: 'der' }).toString('base64url');
  const claim = { v: 1, box: name, x: of.x, tlsKey, nonce: NONCE, seen: SEEN } as const;
  return macked({ ...claim, ...signatures(claim, of, tls), mac: '' }, key);
}

function signatures(claim: Parameters<typeof possessionBytes>[0], of: typeof box, tls: typeof TLS) {
  const bytes = possessionBytes(claim);
  const sig = Buffer.from(of.signer.sign(bytes)).toString('base64url');
  return { sig, tlsSig: sign('sha256', bytes, { key: tls, dsaEncoding: 'der' }).toString('base64url') };
}

const macked = (request: PairingRequest, key: Uint8Array) => ({
  ...request,
  mac: codeMac(key, pairingRequestBytes(request)),
});

let issued = issue();
function issue(): { readonly key: Uint8Array; readonly sound: PairingRequest } {
  const key = codeKey(hub.codes.issue(box.name, ['lane']) ?? '');
  return { key, sound: request(box, TLS, key) };
}

const BORROWED_X = { x: thief.x };
const BORROWED_TLS = { tlsKey: request(thief, THIEF_TLS, WRONG_KEY).tlsKey };

/** Names of the members that both keys of the box sign. */
const SIGNED = ['v', 'box', 'x', 'tlsKey', 'nonce', 'seen'] as const;

/** What a request says other than the sound one; with the right code, where it is known and the rest is made up. */
function forged(hostile: Hostile): unknown {
  const { key, sound } = issued;
  if (hostile.oneIn(12)) return request(thief, THIEF_TLS, WRONG_KEY, box.name);
  if (hostile.oneIn(12)) return request(thief, THIEF_TLS, key);
  // Keys that the box saw somewhere and does not hold, with its own signatures over them.
  if (hostile.oneIn(12)) {
    const { v, box: name, nonce, seen, x, tlsKey } = { ...sound, ...hostile.pick([BORROWED_X, BORROWED_TLS]) };
    const claim = { v, box: name, x, tlsKey, nonce, seen };
    return macked({ ...claim, ...signatures(claim, box, TLS), mac: '' }, key);
  }
  const spoilt = spoiltJson(sound as unknown as Json, hostile);
  if (!hostile.oneIn(8)) return spoilt;
  try {
    return macked(spoilt as unknown as PairingRequest, key);
  } catch {
    return spoilt;
  }
}

/**
 * One input of the campaign. A request pairs a box only if it knows the code that was made for this very name and holds both keys
 * that it names: nothing that its keys signed can be another. All cryptography is the true one, but the sound request is tried once in
 * 4,096 inputs, since its password is hashed slowly on purpose.
 */
export async function hostilePairing(hostile: Hostile): Promise<void> {
  // From ever other addresses, and a code that was not spent by the guesses before.
  const address = String(hostile.below(2 ** 31));
  if (hostile.oneIn(4096)) {
    assert('mac' in (await hub.desk.answer(issued.sound, address)), 'the sound request is refused');
    issued = issue();
    return;
  }
  if (hostile.oneIn(10)) issued = issue();
  const value = hostile.oneIn(8)
    ? parsed(hostile.spoilt([Buffer.from(JSON.stringify(issued.sound))], 2000))
    : forged(hostile);
  const before = hub.lists.length;
  const answer = await hub.desk.answer(value, address);
  if ('refused' in answer) {
    assert.equal(hub.lists.length, before, 'a box that was refused is on the list');
    return;
  }
  const said = value as PairingRequest;
  assert(
    SIGNED.every((name) => said[name] === issued.sound[name]),
    'a box that does not hold its keys was paired',
  );
  issued = issue();
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return null;
  }
}

const CODE = typedCode('7Q2M-9KXF-AB12-CD34') ?? '';
const KEY = codeKey(CODE);
const REQUEST = request(box, TLS, KEY);
const THIEF_REQUEST = request(thief, THIEF_TLS, KEY);
const HUB = testBox('hub-1', 'hub');
const own = createPublicKey(TLS);
const ANSWER = answered(hub.authority.forBox(box.name, own));
const THIEVES_CERTIFICATE = hub.authority.forBox(thief.name, createPublicKey(THIEF_TLS));
const CERTIFICATES = [ANSWER.ca, ANSWER.certificate, THIEVES_CERTIFICATE, hub.authority.server.certificate];
const DERS = CERTIFICATES.map((pem) => new Uint8Array(new X509Certificate(pem).raw));

function answered(certificate: string): PairingAnswer {
  const directory = directoryOf(HUB, [listed(HUB), listed(box)], 3);
  const { ca } = hub.authority;
  const password = Buffer.alloc(32, 9).toString('base64url');
  const answer = {
    v: 1,
    store: STORE,
    hub: { box: 'hub-1', x: HUB.x },
    ca,
    certificate,
    password,
    busPort: 8883,
    directory,
  };
  return remacked({ ...answer, mac: '' } as PairingAnswer);
}

function remacked(answer: PairingAnswer): PairingAnswer {
  return { ...answer, mac: codeMac(KEY, pairingAnswerBytes(REQUEST.mac, answer)) };
}

function spoiltPem(hostile: Hostile): string {
  if (hostile.oneIn(4)) return hostile.pick(CERTIFICATES);
  const der = hostile.pick(DERS);
  const bytes = Uint8Array.from(der);
  for (let spoils = 1 + hostile.below(3); spoils > 0; spoils -= 1)
    bytes[hostile.below(bytes.length)] = hostile.below(256);
  const lines = Buffer.from(hostile.oneIn(6) ? hostile.spoilt(DERS, 2000) : bytes).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${lines.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/**
 * One input of the campaign. Without the code, an answer is believed only if it is word for word the hub's, to this very request. And
 * from one who knows the code, a box takes no certificate but one for its own key that the authority it came with has signed.
 */
export function hostilePairingAnswer(hostile: Hostile): void {
  const isBelieved = (answer: PairingAnswer, to = REQUEST) => answerIsFromTheHub(answer, to, KEY, SEEN);
  if (hostile.oneIn(64)) {
    assert(isBelieved(ANSWER), 'the sound answer is refused');
    assert(!isBelieved(ANSWER, THIEF_REQUEST), 'an answer to another request is believed');
    return;
  }
  if (!hostile.oneIn(4)) {
    const read = pairingAnswerSchema.safeParse(spoiltJson(ANSWER as unknown as Json, hostile));
    if (!read.success || !isBelieved(read.data)) return;
    assert.equal(canonical(read.data), canonical(ANSWER), 'an answer that nobody gave is believed');
    return;
  }
  const certificate = hostile.oneIn(3) ? ANSWER.certificate : spoiltPem(hostile);
  const ca = hostile.oneIn(2) ? ANSWER.ca : spoiltPem(hostile);
  const read = pairingAnswerSchema.safeParse({ ...ANSWER, certificate, ca });
  if (!read.success || !isBelieved(remacked(read.data))) return;
  assert(
    new X509Certificate(certificate).raw.equals(new X509Certificate(ANSWER.certificate).raw),
    'not what was signed',
  );
  assert(new X509Certificate(ca).publicKey.equals(new X509Certificate(ANSWER.ca).publicKey), 'not the authority');
}
