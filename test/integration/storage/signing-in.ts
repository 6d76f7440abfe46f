/**
 * A process that can be killed in the middle of a sign-in: signs operator 1 in on the staff file named on its command line, with
 * the PIN that follows, and says when it has begun to compare. It never finishes comparing when told to hang.
 */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openOperators } from '../../../src/storage/index.ts';
import { argon2idOfNode, required } from '../../../src/storage/operators/argon2id.ts';

const [path = '', pin = '', mode] = process.argv.slice(2);
const staff = openOperators({
  path,
  clock: { monotonic: () => performance.now() },
  identifiers: { randomBytes: (length) => randomBytes(length) },
  argon2id: (parameters) => {
    writeSync(1, 'comparing\n');
    return mode === 'hang' ? new Promise(() => {}) : required(argon2idOfNode)(parameters);
  },
});
setInterval(() => {}, 1000);
const { kind, ...more } = await staff.signIn('1', pin);
writeSync(1, `${kind} ${JSON.stringify(more)}\n`);
process.exit(0);
