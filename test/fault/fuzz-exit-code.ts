import { strict as assert } from 'node:assert';
import { createPublicKey } from 'node:crypto';
import { checkExit, readExit } from '../../src/domain/gate/exit-claim.ts';
import { exitClaimText, signedExit } from '../../src/domain/gate/exit-code.ts';
import { exitVerifier } from '../../src/main/edge/gate/exit-verifier.ts';
import { type TestBox, testBox } from '../fixtures/bus-keys.ts';
import type { Hostile } from './hostile-bytes.ts';

const LIMITS = { validSeconds: 3600, skewSeconds: 120 };
const AT = 1_772_445_600;
const PAIRED = [testBox('lane-1', 'lane'), testBox('lane-2', 'lane')];
const stranger = testBox('lane-9', 'lane');
const pemOf = ({ x }: TestBox) =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
const KEYS = new Map(PAIRED.map((box) => [box.name, pemOf(box).toString()]));
const verify = exitVerifier((workstation) => KEYS.get(workstation) ?? null);

function signed(by: TestBox, workstation: string, code: string, issuedAt = AT): string {
  const claim = { workstation, issuedAt, code };
  const bytes = by.signer.sign(Buffer.from(exitClaimText(claim)));
  return signedExit(claim, Buffer.from(bytes).toString('base64url'));
}

const GOOD = PAIRED.flatMap((box) => ['7Q2M9KXF', 'ABCDEFGH'].map((code) => signed(box, box.name, code)));
/** Signed, and yet of no worth: by a stranger, by the neighbour, an hour too old, and not yet. */
const BAD = [
  signed(stranger, 'lane-9', '7Q2M9KXF'),
  signed(stranger, 'lane-1', '7Q2M9KXF'),
  signed(PAIRED[1] ?? stranger, 'lane-1', '7Q2M9KXF'),
  signed(PAIRED[0] ?? stranger, 'lane-1', '7Q2M9KXF', AT - 3601),
  signed(PAIRED[0] ?? stranger, 'lane-1', '7Q2M9KXF', AT + 121),
];
const OPENING = new Set(GOOD);
const TEXTS = [...GOOD, ...BAD, 'checkstand:exit#', 'https://receipts.example/r/5f0c2a#'].map((text) =>
  Buffer.from(text),
);

/** One character of a code put in another's place: the smallest forgery. */
function oneOff(hostile: Hostile): string {
  const text = hostile.pick(GOOD);
  // Two bits of the last character count: others would say the same bytes.
  if (hostile.oneIn(4)) return text.slice(0, -1) + hostile.text(1, 'ABCDEFGHQRSTUVWXghijklmnwxyz0123');
  const at = hostile.below(text.length);
  return text.slice(0, at) + hostile.text(1, '.019azAQgwZ_-O#% ') + text.slice(at + 1);
}

/** Parts of several codes as one: a claim with another's signature, name or time. */
function mixed(hostile: Hostile): string {
  const parts = Array.from({ length: 5 }, (_, at) => hostile.pick([...GOOD, ...BAD]).split('.')[at] ?? '');
  return parts.join('.');
}

/**
 * One input of the campaign: exit codes spoilt, forged and mixed. One opens the gate only if it ends, behind the last `#`, in a text
 * that a paired lane signed, of this hour; what is read of any other can be written down again and says the same.
 */
export function hostileExitCode(hostile: Hostile): void {
  const kind = hostile.below(4);
  const spoilt = () => Buffer.from(hostile.spoilt(TEXTS, 700)).toString(hostile.oneIn(2) ? 'utf8' : 'latin1');
  const text = kind === 0 ? oneOff(hostile) : kind === 1 ? mixed(hostile) : kind === 2 ? spoilt() : hostile.pick(GOOD);
  const code = text.slice(text.lastIndexOf('#') + 1);
  const checked = checkExit(text, verify, AT, LIMITS);
  const opens = OPENING.has(code) && text.length <= 600;
  assert.equal(checked.kind, opens ? 'good' : 'refused', text);
  const read = readExit(text);
  if (read !== null) assert.equal(signedExit(read.claim, read.signature), code);
}
