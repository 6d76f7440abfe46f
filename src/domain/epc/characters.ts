/** GS1 AI encodable character set 82 (TDS 2.3, table A-1; GS1 General Specifications, figure 7.11-1). */
export const SET_82 = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/;

/** GS1 AI encodable character set 39, of component and part references (figure 7.11-2; TDS 2.3, table G-1). */
export const SET_39 = /^[#\-/0-9A-Z]*$/;

/** Characters of CAGE codes and DoDAACs: no I and no O (TDS 2.3, section 6.3.17). */
export const CAGE_OR_DODAAC = /^[0-9A-HJ-NP-Z]{5,6}$/;

/** Those that a URN can't hold as they are (TDS 2.3, section 5 and the column "URI form" of tables A-1 and G-1). */
const ESCAPED = /["#%&/<>?]/g;
const URN = /^(?:[!'()*+,\-.0-9:;=A-Z_a-z]|%[0-9A-Fa-f]{2})*$/;
const ESCAPE = /%([0-9A-Fa-f]{2})/g;
const NOT_UNRESERVED = /[^0-9A-Za-z\-._~]/g;

const escaped = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** A value as a component of an EPC URI. */
export function urnEscaped(text: string): string {
  return text.replace(ESCAPED, escaped);
}

/** The value of a component of an EPC URI; null where it holds a character as it is that it must not, or a broken escape. */
export function urnUnescaped(component: string): string | null {
  if (!URN.test(component)) return null;
  return component.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** A value in a Digital Link: all that RFC 3986 reserves is escaped (GS1 Digital Link Standard, URI Syntax, 5.1). */
export function linkEscaped(text: string): string {
  return text.replace(NOT_UNRESERVED, escaped);
}

/** The value of a path segment of a Digital Link; null for a broken escape and for what is no ASCII. */
export function linkUnescaped(segment: string): string | null {
  if (!/^(?:[!-$&-~]|%[0-7][0-9A-Fa-f])*$/.test(segment)) return null;
  return segment.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** A character of table G-1 by its six bits: ASCII less its highest bit. Null for what is not in the table. */
export function sixBitCharacter(value: number): string | null {
  const character = String.fromCharCode(value < 0x20 ? value + 0x40 : value);
  return value > 0 && SET_39.test(character) ? character : null;
}

/** The six bits of a character of set 39. */
export function sixBitsOf(character: string): string {
  return (character.charCodeAt(0) & 0x3f).toString(2).padStart(6, '0');
}

export function sevenBitsOf(character: string): string {
  return character.charCodeAt(0).toString(2).padStart(7, '0');
}
