import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { SecretFiles } from '../../sync/pairing/ports.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Signer } from '../../workstation/ports/signer.ts';

const OWNER_ONLY = 0o600;
const OWNER_AND_GROUP = 0o640;
const COOKIE_KEY_BYTES = 32;

/**
 * The workstation's Ed25519 key in `device-key.pem` (PKCS #8, readable by its owner alone), made at the first start. A file that is
 * there and holds no such key is never replaced: the key is the workstation's identity.
 * @throws Fault EDGE_KEY_UNREADABLE, EDGE_STATE_UNWRITABLE.
 */
export function deviceSigner(directory: string): Signer {
  const path = join(directory, 'device-key.pem');
  const bytes = readSecret(path) ?? createSecret(path, newKey());
  const key = privateKey(path, bytes);
  return { keyId: thumbprint(key), sign: (data) => new Uint8Array(sign(null, data, key)) };
}

/** The key that signs session cookies, in `cookie-key`, so that a kiosk's session survives a restart of the edge. @throws Fault as above */
export function cookieKey(directory: string): Uint8Array {
  const path = join(directory, 'cookie-key');
  const bytes = readSecret(path) ?? createSecret(path, randomBytes(COOKIE_KEY_BYTES));
  if (bytes.length !== COOKIE_KEY_BYTES) {
    throw new Fault(
      'EDGE_KEY_UNREADABLE',
      `${path} does not hold ${COOKIE_KEY_BYTES} bytes; delete it to have a new one made`,
    );
  }
  return new Uint8Array(bytes);
}

/** The public half as PEM (SubjectPublicKeyInfo), for verifying exports; null before the first start. */
export function devicePublicKey(directory: string): string | null {
  const path = join(directory, 'device-key.pem');
  const bytes = readSecret(path);
  if (bytes === null) return null;
  return createPublicKey(privateKey(path, bytes)).export({ type: 'spki', format: 'pem' }).toString();
}

/** Files beside the keys, with the same care: readable by their owner alone, the whole new one or the old one after a power cut. */
export function secretFiles(directory: string): SecretFiles {
  return {
    read: (name) => readSecret(join(directory, name)),
    write: (name, bytes) => void createSecret(join(directory, name), Buffer.from(bytes)),
  };
}

/**
 * Files for another program of this machine, whose group may read them: the folder is made over to that group by whoever sets it up. Made
 * where it is not there. @throws Fault EDGE_STATE_UNWRITABLE
 */
export function groupFiles(directory: string): Pick<SecretFiles, 'write'> {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o750 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Fault('EDGE_STATE_UNWRITABLE', `${directory} cannot be made: ${code}`, { cause: error });
  }
  return { write: (name, bytes) => void createSecret(join(directory, name), Buffer.from(bytes), OWNER_AND_GROUP) };
}

/** The public half as the `x` of its JWK (RFC 8037), by which other boxes of the store check signatures; null before the first start. */
export function devicePublicX(directory: string): string | null {
  const path = join(directory, 'device-key.pem');
  const bytes = readSecret(path);
  return bytes === null ? null : (createPublicKey(privateKey(path, bytes)).export({ format: 'jwk' }).x ?? null);
}

function newKey(): Buffer {
  return Buffer.from(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

function privateKey(path: string, bytes: Buffer): KeyObject {
  try {
    const key = createPrivateKey(bytes);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below, without OpenSSL's words: they could quote the file.
  }
  throw new Fault(
    'EDGE_KEY_UNREADABLE',
    `${path} holds no Ed25519 private key; restore it from a backup or enrol this box anew`,
  );
}

/** JWK thumbprint of the public key (RFC 7638, section 3), base64url. */
function thumbprint(key: KeyObject): string {
  const { crv, kty, x } = createPublicKey(key).export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
}

function readSecret(path: string): Buffer | null {
  try {
    const bytes = readFileSync(path);
    // A copy or a restored backup may have come with wider rights.
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, OWNER_ONLY);
    return bytes;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new Fault('EDGE_KEY_UNREADABLE', `${path} cannot be read: ${code}`, { cause: error });
  }
}

/** Written aside, fsynced and renamed, so that a power cut leaves the whole file or none. */
function createSecret(path: string, bytes: Buffer, mode = OWNER_ONLY): Buffer {
  const aside = `${path}.new`;
  try {
    const file = openSync(aside, 'w', OWNER_ONLY);
    try {
      // Whatever the umask takes away.
      if (mode !== OWNER_ONLY) fchmodSync(file, mode);
      writeSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(aside, path);
    syncDirectory(dirname(path));
    return bytes;
  } catch (error) {
    throw new Fault('EDGE_STATE_UNWRITABLE', `${path} cannot be written: ${(error as NodeJS.ErrnoException).code}`, {
      cause: error,
    });
  }
}

function syncDirectory(path: string): void {
  // Windows has no fsync of a directory; its rename is durable with the volume's log.
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
