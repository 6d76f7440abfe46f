import { CONTENT_CHECKS, type ContentCheck } from './content.ts';

/**
 * One line of the table of application identifiers (GS1 General Specifications 3.2).
 * - `ais`: one AI ("17") or a run of them ("3100-3105");
 * - `title`: the data title;
 * - `format`: components with a space between: N digits, X character set 82, Y set 39, Z set 64 (7.11); `N6` is six characters,
 *   `X..20` up to twenty, a `?` behind it may be missing; names after colons say what its content must be (`N14:checkDigit`);
 * - `pairs`: what it may stand with, parts between semicolons: `with 01,02` wants one of them, `with 01+21` both, `not 37` none
 *   of them. `n` is any digit (`31nn`).
 */
export type AiRow = readonly [ais: string, title: string, format: string, pairs?: string];

export type Repertoire = 'N' | 'X' | 'Y' | 'Z';

export interface Component {
  readonly repertoire: Repertoire;
  readonly least: number;
  readonly most: number;
  readonly optional: boolean;
  readonly checks: readonly ContentCheck[];
}

/** AIs by digits: `31nn` is { start: '31', length: 4 }. */
export interface AiPattern {
  readonly start: string;
  readonly length: number;
}

export interface AiRule {
  readonly ai: string;
  readonly title: string;
  readonly components: readonly Component[];
  readonly least: number;
  readonly most: number;
  /** For each entry one of its alternatives has to be there, and of an alternative all AIs. */
  readonly needs: readonly { readonly text: string; readonly anyOf: readonly (readonly AiPattern[])[] }[];
  readonly excludes: readonly AiPattern[];
}

const COMPONENT = /^([NXYZ])(\.\.)?([0-9]+)(\?)?((?::[A-Za-z0-9]+)*)$/;

/** The rules of a row, one for each of its AIs. @throws RangeError on a row that is not written as `AiRow` says. */
export function readRow([ais, title, format, pairs = '']: AiRow): AiRule[] {
  const components = format.split(' ').map(readComponent);
  const sum = (length: (component: Component) => number) => components.reduce((total, each) => total + length(each), 0);
  const clauses = pairs.split(';').map((clause) => clause.trim());
  const rule = {
    title,
    components,
    least: sum(({ optional, least }) => (optional ? 0 : least)),
    most: sum(({ most }) => most),
    needs: clausesOf(clauses, 'with ').map((text) => ({
      text,
      anyOf: text.split(',').map((all) => all.split('+').map(readPattern)),
    })),
    excludes: clausesOf(clauses, 'not ').flatMap((text) => text.split(',').map(readPattern)),
  };
  return expand(ais).map((ai) => ({ ai, ...rule }));
}

function clausesOf(clauses: readonly string[], word: string): string[] {
  return clauses.filter((clause) => clause.startsWith(word)).map((clause) => clause.slice(word.length));
}

function readComponent(text: string): Component {
  const [, repertoire, variable, length, optional, names = ''] = COMPONENT.exec(text) ?? [];
  if (repertoire === undefined || length === undefined) throw new RangeError(`no component: ${text}`);
  const checks = names.split(':').slice(1).map(checkNamed);
  const most = Number(length);
  const least = variable === undefined ? most : 1;
  return { repertoire: repertoire as Repertoire, least, most, optional: optional !== undefined, checks };
}

function checkNamed(name: string): ContentCheck {
  const check = CONTENT_CHECKS.get(name);
  if (check === undefined) throw new RangeError(`no check of content: ${name}`);
  return check;
}

function readPattern(text: string): AiPattern {
  return { start: text.replace(/n+$/, ''), length: text.length };
}

function expand(ais: string): string[] {
  const [first = '', last = first] = ais.split('-');
  const all: string[] = [];
  for (let ai = Number(first); ai <= Number(last); ai += 1) all.push(String(ai).padStart(first.length, '0'));
  return all;
}
