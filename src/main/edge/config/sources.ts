import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, TomlDate, TomlError } from 'smol-toml';

/** Where configuration is looked for when nobody says otherwise. */
export const DEFAULT_CONFIG_FILE = '/etc/checkstand/config.toml';

/** A table of values: what one file or one variable says. */
export interface Table {
  readonly [key: string]: unknown;
}

/** Something that gave values: a file with its text, or an environment variable. Later ones win. */
export type Source =
  | { readonly kind: 'file'; readonly name: string; readonly text: string; readonly value: Table }
  | { readonly kind: 'variable'; readonly name: string; readonly value: Table };

export interface SyntaxFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type SourcesResult =
  | { readonly kind: 'read'; readonly sources: readonly Source[] }
  | { readonly kind: 'syntax'; readonly findings: readonly SyntaxFinding[] }
  | { readonly kind: 'unreadable'; readonly file: string; readonly reason: string };

/** Reads `file` and then `conf.d/*.toml` beside it, in the order of their names. */
export function readSources(file: string): SourcesResult {
  const texts: { name: string; text: string }[] = [];
  for (const [index, name] of [file, ...dropIns(file)].entries()) {
    try {
      texts.push({ name, text: readFileSync(name, 'utf8') });
    } catch (error) {
      const reason = reasonOf(error);
      if (index === 0 || reason !== 'it does not exist') return { kind: 'unreadable', file: name, reason };
    }
  }
  const sources: Source[] = [];
  const findings: SyntaxFinding[] = [];
  for (const { name, text } of texts) {
    try {
      sources.push({ kind: 'file', name, text, value: plain(parse(text)) as Table });
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      findings.push({ file: name, line: error.line, column: error.column, message: firstLine(error.message) });
    }
  }
  return findings.length > 0 ? { kind: 'syntax', findings } : { kind: 'read', sources };
}

function dropIns(file: string): string[] {
  const folder = join(dirname(file), 'conf.d');
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.toml') && !name.startsWith('.'));
    return names.sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Later tables over earlier ones, key by key and level by level; lists are replaced whole. */
export function merge(values: readonly Table[]): Table {
  // Without a prototype, so that a key such as "__proto__" is a key like any other.
  const merged: Record<string, unknown> = Object.create(null);
  for (const value of values) {
    for (const [key, next] of Object.entries(value)) {
      const before = merged[key];
      merged[key] = isTable(before) && isTable(next) ? merge([before, next]) : next;
    }
  }
  return merged;
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** TOML dates become their text, so that a date may be written with or without quotes. */
function plain(value: unknown): unknown {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (!isTable(value)) return value;
  const table: Record<string, unknown> = Object.create(null);
  for (const [key, member] of Object.entries(value)) table[key] = plain(member);
  return table;
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'it does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  if (code === 'EISDIR') return 'it is a directory';
  return code ?? String(error);
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]!.replace(/^Invalid TOML document: /, '');
}
