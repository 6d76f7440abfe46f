/**
 * Writes the few shapes of DER (X.690) that a certificate takes. Writing only, and only from values of ours: what others sent is
 * read by OpenSSL alone.
 */
export type Der = Uint8Array;

function element(tag: number, ...contents: readonly Uint8Array[]): Der {
  const content = Buffer.concat(contents);
  return Buffer.concat([Uint8Array.of(tag), length(content.length), content]);
}

/** X.690, section 8.1.3: short form below 128, else the count of octets and the octets. */
function length(size: number): Uint8Array {
  if (size < 0x80) return Uint8Array.of(size);
  const octets: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.of(0x80 | octets.length, ...octets);
}

export const sequence = (...members: readonly Der[]): Der => element(0x30, ...members);
export const set = (...members: readonly Der[]): Der => element(0x31, ...members);
export const octetString = (bytes: Uint8Array): Der => element(0x04, bytes);
export const utf8String = (text: string): Der => element(0x0c, Buffer.from(text));
export const trueValue: Der = element(0x01, Uint8Array.of(0xff));

/** A number below 128, or the bytes of a larger one; those are made positive and minimal (section 8.3.2). */
export function integer(value: number | Uint8Array): Der {
  if (typeof value === 'number') return element(0x02, Uint8Array.of(value));
  let bytes = value;
  while (bytes.length > 1 && bytes[0] === 0) bytes = bytes.subarray(1);
  return element(0x02, (bytes[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(), bytes);
}

/** Bytes of a bit string; `unused` bits at its end don't count. */
export const bitString = (bytes: Uint8Array, unused = 0): Der => element(0x03, Uint8Array.of(unused), bytes);

/** Context tag, constructed: `[n] EXPLICIT`, or `[n] IMPLICIT` around a constructed type's members. */
export const context = (number: number, ...contents: readonly Der[]): Der => element(0xa0 | number, ...contents);

/** Context tag, primitive: `[n] IMPLICIT` of a string type. */
export const contextString = (number: number, bytes: Uint8Array): Der => element(0x80 | number, bytes);

/** "1.2.840.10045.4.3.2" (section 8.19). */
export function objectIdentifier(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const septets = [arc & 0x7f];
    for (let more = arc >>> 7; more > 0; more >>>= 7) septets.unshift(0x80 | (more & 0x7f));
    return septets;
  });
  return element(0x06, Uint8Array.from(bytes));
}

/** GeneralizedTime, "20500101000000Z"; for years up to 2049 a certificate wants UTCTime instead (RFC 5280, section 4.1.2.5). */
export const generalizedTime = (text: string): Der => element(0x18, Buffer.from(text));
export const utcTime = (text: string): Der => element(0x17, Buffer.from(text));
