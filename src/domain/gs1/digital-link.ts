import { AI_TABLE } from './ai/table.ts';
import { flawOfValue } from './ai/value.ts';
import { looksCompressed } from './digital-link-compressed.ts';
import { isPrimaryKey, mayBeAttribute, mayQualify, pathAi } from './digital-link-keys.ts';
import { type ElementFlaw, type Gs1Element, joinElements, MOST_ELEMENTS } from './elements.ts';

/**
 * Why a text is no Digital Link that can be used: `notAUri` (no web address, or one with a login or odd characters), `noKey`
 * (an ordinary web address), `compressed`, `escape` (a broken percent escape), `qualifiers` (those that the key does not
 * have, or in another order), `notAttribute` (an AI that belongs in the path), or what elements can have wrong.
 */
export type DigitalLinkFlaw =
  | ElementFlaw
  | { readonly reason: 'notAUri' | 'noKey' | 'compressed' }
  | { readonly reason: 'escape' | 'qualifiers' | 'notAttribute'; readonly ai: string };

export type DigitalLinkReading =
  /** The path's elements come first, then the attributes as they stand. */
  | { readonly kind: 'ok'; readonly elements: readonly Gs1Element[] }
  | { readonly kind: 'refused'; readonly flaw: DigitalLinkFlaw };

/** Longest address that is looked at. */
export const MAX_URI_LENGTH = 4096;

/** Scheme, authority without a login, path, query; a fragment says nothing (RFC 3986, restricted by the standard's chapter 4). */
const WEB_ADDRESS = /^https?:\/\/[0-9A-Za-z._~:[\]-]+(\/[!$-;=@-Z_a-z~]*)(?:\?([!-"$-~]*))?(?:#[!-~]*)?$/i;
const ESCAPES = /%[0-9A-Fa-f]{2}/g;
const BROKEN_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
const GTIN_LENGTHS: ReadonlySet<number> = new Set([8, 12, 13]);

/**
 * Reads a GS1 Digital Link URI (GS1 Digital Link Standard, URI Syntax): any domain and any path in front of the primary key,
 * which is the last one in the path, its qualifiers, and attributes in the query. Parameters that are no AI are somebody
 * else's. Values are percent-decoded; a GTIN of 8, 12 or 13 digits is padded to 14. Everything is checked as in an element
 * string. A compressed link is refused: what it says can only be told with the tables of its version.
 */
export function readDigitalLink(uri: string): DigitalLinkReading {
  if (uri.length > MAX_URI_LENGTH) return refused({ reason: 'notAUri' });
  const [, path, query = ''] = WEB_ADDRESS.exec(uri) ?? [];
  if (path === undefined) return refused({ reason: 'notAUri' });
  const elements: Gs1Element[] = [];
  const flaw = readPath(path.slice(1).split('/'), elements) ?? readQuery(query, elements, elements.length);
  return flaw === null ? joinElements(elements) : refused(flaw);
}

/** Pairs of AI and value from the end of the path back to the first primary key. */
function readPath(segments: readonly string[], elements: Gs1Element[]): DigitalLinkFlaw | null {
  // A path that ends in a slash ends in no value (the standard's grammar has none).
  if (segments.at(-1) === '') return { reason: 'noKey' };
  const qualifiers: string[] = [];
  for (let at = segments.length - 2; at >= 0; at -= 2) {
    const ai = pathAi(segments[at] ?? '');
    if (ai === null) break;
    const flaw = add(elements, ai, segments[at + 1] ?? '');
    // What stands in front of a segment that is no element can't be one either; ordinary addresses have numbers in them too.
    if (flaw !== null) return isPrimaryKey(ai) || hasKey(segments, at) ? flaw : noKey(segments);
    if (isPrimaryKey(ai)) {
      elements.reverse();
      return mayQualify(ai, qualifiers.reverse()) ? null : { reason: 'qualifiers', ai };
    }
    qualifiers.push(ai);
    if (qualifiers.length > MOST_ELEMENTS) break;
  }
  return noKey(segments);
}

function hasKey(segments: readonly string[], before: number): boolean {
  for (let at = before; at >= 0; at -= 2) {
    const ai = pathAi(segments[at] ?? '');
    if (ai === null) return false;
    if (isPrimaryKey(ai)) return true;
  }
  return false;
}

function noKey(segments: readonly string[]): DigitalLinkFlaw {
  return { reason: looksCompressed(segments) ? 'compressed' : 'noKey' };
}

/** `inPath` is how many of the elements the path gave. */
function readQuery(query: string, elements: Gs1Element[], inPath: number): DigitalLinkFlaw | null {
  if (query === '') return null;
  const path = elements.slice(0, inPath).map(({ ai }) => ai);
  for (const parameter of query.split(/[&;]/)) {
    const equals = parameter.indexOf('=');
    const name = equals === -1 ? parameter : parameter.slice(0, equals);
    if (!/^[0-9]+$/.test(name)) continue;
    if (!mayBeAttribute(name, path)) return { reason: 'notAttribute', ai: name };
    if (elements.length === MOST_ELEMENTS) return { reason: 'tooMany' };
    // A plus sign is a space in a query, and no element has one.
    const value = equals === -1 ? '' : parameter.slice(equals + 1).replaceAll('+', ' ');
    const flaw = add(elements, name, value);
    if (flaw !== null) return flaw;
  }
  return null;
}

function add(elements: Gs1Element[], ai: string, escaped: string): DigitalLinkFlaw | null {
  const rule = AI_TABLE.get(ai);
  if (rule === undefined) return { reason: 'unknownAi', ai: ai.slice(0, 4) };
  if (escaped.includes('%') && BROKEN_ESCAPE.test(escaped)) return { reason: 'escape', ai };
  const decoded = escaped.includes('%') ? escaped.replace(ESCAPES, octetOf) : escaped;
  const value = ai === '01' && GTIN_LENGTHS.has(decoded.length) ? decoded.padStart(14, '0') : decoded;
  const flaw = flawOfValue(rule, value);
  if (flaw !== null) return { ...flaw, ai };
  elements.push({ ai, value });
  return null;
}

/** One octet; those beyond ASCII come out as characters that no element has. */
function octetOf(triplet: string): string {
  return String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
}

function refused(flaw: DigitalLinkFlaw): DigitalLinkReading {
  return { kind: 'refused', flaw };
}
