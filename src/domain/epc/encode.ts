import { hexOfBits } from './bits.ts';
import { linkUnescaped, urnUnescaped } from './characters.ts';
import { writeParts } from './epc.ts';
import { CANONICAL_HOST, PLUS_SCHEMES } from './plus-schemes.ts';
import { type EpcRefused, refuse } from './refusal.ts';
import type { Scheme } from './scheme.ts';
import type { Part } from './segment.ts';
import { URN_SCHEMES } from './urn-schemes.ts';

/** What to write to a tag. */
export interface EncodedEpc {
  readonly kind: 'encoded';
  readonly scheme: string;
  /** Upper-case, filled with zeros up to the next word of 16 bits, as memory is written (TDS 2.3, 15.1.1). */
  readonly hex: string;
  readonly bits: number;
}

export interface EncodeOptions {
  /** Filter value for what does not say its own; 0 ("all others") unless given. */
  readonly filter?: number;
  /** Whether AIDC data will follow a TDS 2.x EPC, which the caller writes; not unless given. */
  readonly toggle?: boolean;
  /** Host name for a Digital Link in place of its own. */
  readonly host?: string;
}

/** Longest URI that is looked at; every EPC has a shorter one. */
export const MOST_URI_LENGTH = 1024;

const TAG_URI = /^urn:epc:tag:([a-z]+-(?:[0-9]+|var)):(.*)$/s;
const PURE_URI = /^urn:epc:id:([a-z]+):(.*)$/s;
const LINK = /^https:\/\/([^/?#]+)\/([0-9]{2,4})\/([^/?#]+)(?:\/([0-9]{2,4})\/([^/?#]+))?(?:\?([^?#]*))?$/;

/** Encodes an EPC tag URI, a pure identity URI (in the shortest scheme that can hold it) or a Digital Link. Never throws. */
export function encodeEpc(uri: string, options: EncodeOptions = {}): EncodedEpc | EpcRefused {
  if (uri === '') return refuse('empty');
  if (uri.length > MOST_URI_LENGTH) return refuse('tooLong');
  if (uri.startsWith('urn:epc:tag:')) return encodeTagUri(uri);
  if (uri.startsWith('urn:epc:id:')) return encodePureIdentity(uri, options);
  return encodeDigitalLink(uri, options);
}

function encodeTagUri(uri: string): EncodedEpc | EpcRefused {
  const [, name, rest = ''] = TAG_URI.exec(uri) ?? [];
  if (name === undefined) return refuse('notAUri');
  const scheme = URN_SCHEMES.find((each) => each.name.toLowerCase() === name);
  if (scheme === undefined) return refuse('unknownScheme');
  return encodeValues(scheme, rest);
}

function encodePureIdentity(uri: string, { filter = 0 }: EncodeOptions): EncodedEpc | EpcRefused {
  const [, family, rest = ''] = PURE_URI.exec(uri) ?? [];
  if (family === undefined) return refuse('notAUri');
  const schemes = URN_SCHEMES.filter(({ name }) => name.toLowerCase().startsWith(`${family}-`));
  let result: EncodedEpc | EpcRefused = refuse('unknownScheme');
  for (const scheme of schemes.toSorted((a, b) => (a.bits ?? Infinity) - (b.bits ?? Infinity))) {
    result = encodeValues(scheme, scheme.filterAt === null ? rest : `${filter}.${rest}`);
    if (result.kind === 'encoded') return result;
  }
  return result;
}

/** Components of an EPC URI behind the scheme. A last one of text may have dots in it (TDS 2.3, chapter 5, OtherChar). */
function encodeValues(scheme: Scheme, rest: string): EncodedEpc | EpcRefused {
  const count = scheme.segments.reduce((sum, { parts }) => sum + parts, 0);
  const components = rest.split('.');
  if (components.length < count) return refuse('components');
  components.splice(count - 1, Infinity, components.slice(count - 1).join('.'));
  const parts: Part[] = [];
  for (const [index, component] of components.entries()) {
    if (component.includes('%') && !scheme.textAt.includes(index)) return refuse('escape');
    const text = urnUnescaped(component);
    if (text === null) return refuse('escape');
    parts.push({ text });
  }
  return encoded(scheme, parts);
}

function encodeDigitalLink(uri: string, options: EncodeOptions): EncodedEpc | EpcRefused {
  const [, ownHost, key, rawValue, qualifier, rawQualified, query] = LINK.exec(uri) ?? [];
  if (ownHost === undefined || rawValue === undefined) return refuse('notAUri');
  const host = options.host ?? ownHost;
  const hosted = host !== CANONICAL_HOST;
  const scheme = PLUS_SCHEMES.find(
    ({ shape }) => shape.key === key && shape.hosted === hosted && shape.date === (query !== undefined),
  );
  if (scheme === undefined) return refuse('unknownScheme');
  const value = linkUnescaped(rawValue);
  const qualified = linkUnescaped(rawQualified ?? (key === '414' ? '0' : ''));
  if (value === null || qualified === null) return refuse('escape');
  const { splitAt } = scheme.shape;
  const needed = scheme.shape.qualifier ?? undefined;
  if (qualifier !== needed && !(key === '414' && qualifier === undefined)) return refuse('components');
  const texts = [
    options.toggle === true ? '1' : '0',
    String(options.filter ?? 0),
    ...(query === undefined ? [] : [query]),
  ];
  texts.push(...(splitAt === null ? [value] : [value.slice(0, splitAt), value.slice(splitAt)]));
  if (needed !== undefined) texts.push(qualified);
  if (hosted) texts.push(host);
  return encoded(
    scheme,
    texts.map((text) => ({ text })),
  );
}

function encoded(scheme: Scheme, parts: readonly Part[]): EncodedEpc | EpcRefused {
  const bits = writeParts(scheme, parts);
  if (typeof bits !== 'string') return bits;
  return { kind: 'encoded', scheme: scheme.name, hex: hexOfBits(bits, 16), bits: bits.length };
}
