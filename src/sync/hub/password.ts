import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/** What mosquitto_passwd of Mosquitto 2.0 uses. Little work is enough: passwords are 32 random bytes that nobody chose or types. */
const ITERATIONS = 101;
const SALT_BYTES = 12;
const HASH_BYTES = 64;
const FORM = /^\$7\$(\d{1,7})\$([A-Za-z0-9+/]+={0,2})\$([A-Za-z0-9+/]+={0,2})$/;

/** A password for the broker: 256 random bits, base64url. */
export function newPassword(): string {
  return randomBytes(32).toString('base64url');
}

/** The password as Mosquitto's password file holds it: `$7$iterations$salt$hash`, PBKDF2 with HMAC-SHA-512. */
export async function hashPassword(password: string, salt: Uint8Array = randomBytes(SALT_BYTES)): Promise<string> {
  const hash = await derive(password, salt, ITERATIONS, HASH_BYTES, 'sha512');
  return `$7$${ITERATIONS}$${Buffer.from(salt).toString('base64')}$${hash.toString('base64')}`;
}

/** Whether this is the password; takes as long for a wrong one as for a right one. False for a hash of another form. */
export async function passwordMatches(hashed: string, password: Uint8Array | string): Promise<boolean> {
  const [, iterations = '0', salt = '', hash = ''] = FORM.exec(hashed) ?? [];
  const expected = Buffer.from(hash, 'base64');
  if (expected.length !== HASH_BYTES) return false;
  const given = await derive(password, Buffer.from(salt, 'base64'), Number(iterations), HASH_BYTES, 'sha512');
  return timingSafeEqual(given, expected);
}
