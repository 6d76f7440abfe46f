import type { z } from 'zod';
import { type ConfigKey, configSections, keyPath } from './keys.ts';
import { holds, locate } from './locate.ts';
import { nearestName } from './nearest.ts';
import type { Source } from './sources.ts';

/** One thing wrong with the configuration, and where. */
export interface Finding {
  /** File or environment variable. */
  readonly source: string;
  /** From 1; null where no line can be named. */
  readonly line: number | null;
  /** "server.port", "devices[1].url"; empty for a file that does not parse. */
  readonly path: string;
  /** What is wrong and what is allowed. */
  readonly message: string;
}

/** "config.toml:12: server.port: expected integer, 1 to 65535, found "abc"". */
export function findingText({ source, line, path, message }: Finding): string {
  const where = line === null ? source : `${source}:${line}`;
  return path === '' ? `${where}: ${message}` : `${where}: ${path}: ${message}`;
}

/** What the schema found, told in the words of the keys and pinned to the source that said it. */
export function schemaFindings(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  sources: readonly Source[],
  keys: readonly ConfigKey[],
): Finding[] {
  const findings = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [pinned(issue.path, messageOf(issue, value, keys), sources)];
    return issue.keys.map((key) => pinned([...issue.path, key], unknownKey(issue.path, key, keys), sources));
  });
  // One finding a key: what a second rule says of a wrong value is seldom news.
  return findings.filter((it, index) => findings.findIndex((other) => other.path === it.path) === index);
}

function pinned(path: readonly PropertyKey[], message: string, sources: readonly Source[]): Finding {
  const { source, line } = origin(path, sources);
  return { source, line, path: pathText(path), message };
}

/** The last source that says anything at the path; for a value that nobody gives, the first file that says most of the way to it. */
function origin(path: readonly PropertyKey[], sources: readonly Source[]): { source: string; line: number | null } {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const part = path.slice(0, depth);
    const whole = depth === path.length;
    const source = whole
      ? sources.findLast((it) => holds(it.value, part))
      : sources.find((it) => it.kind === 'file' && holds(it.value, part));
    if (source !== undefined)
      return { source: source.name, line: source.kind === 'file' ? locate(source.text, part) : null };
  }
  return { source: sources[0]?.name ?? 'configuration', line: null };
}

function messageOf(issue: z.core.$ZodIssue, value: unknown, keys: readonly ConfigKey[]): string {
  const path = keyPath(issue.path);
  const found = valueAt(value, issue.path);
  const key = keys.find((it) => it.path === path) ?? keys.find((it) => `${it.path}[]` === path);
  if (found === undefined && issue.code !== 'custom') return missing(path, key);
  if (issue.code === 'custom') return `${issue.message}${isScalar(found) ? `, found ${shown(found)}` : ''}`;
  const own = issue.message.startsWith('expected ') ? issue.message : null;
  const allowed = own ?? `expected ${key?.type ?? 'a table'}`;
  const bound =
    own === null && (issue.code === 'too_small' || issue.code === 'too_big') && !isNumber(found) ? sizeText(issue) : '';
  return `${allowed}${bound}, found ${shown(found)}`;
}

function missing(path: string, key: ConfigKey | undefined): string {
  if (key !== undefined) return `is missing: ${key.meaning} (${key.type})`;
  const section = configSections().get(path);
  return section === undefined ? 'is missing' : `is missing: ${section}`;
}

function sizeText(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const unit = issue.origin === 'string' ? 'characters' : 'entries';
  return issue.code === 'too_small' ? ` of at least ${issue.minimum} ${unit}` : ` of at most ${issue.maximum} ${unit}`;
}

/** Keys that there were, and what became of them. */
const MOVED: Readonly<Record<string, string>> = {
  'gate.companyPrefixes': 'is now store.companyPrefixes, one list for pad and gate',
};

function unknownKey(path: readonly PropertyKey[], key: string, keys: readonly ConfigKey[]): string {
  const prefix = keyPath(path);
  const moved = MOVED[`${prefix}.${key}`];
  if (moved !== undefined) return moved;
  const inside = [...keys.map((it) => it.path), ...configSections().keys()]
    .filter((it) => prefix === '' || it.startsWith(`${prefix}.`))
    .map((it) => it.slice(prefix === '' ? 0 : prefix.length + 1).split(/[.[]/, 1)[0]!);
  const names = [...new Set(inside)];
  const near = nearestName(key, names);
  return `unknown key; ${near === null ? `the keys here are ${names.join(', ')}` : `did you mean "${near}"?`}`;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${String(part)}`),
    '',
  );
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, part) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined),
    value,
  );
}

function isScalar(value: unknown): boolean {
  return value !== undefined && (typeof value !== 'object' || value === null);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'a table';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}
