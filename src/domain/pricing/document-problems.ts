import type { z } from 'zod';

/** One thing wrong with a document: where, as "basket[3].item", and what. */
export interface DocumentProblem {
  readonly path: string;
  readonly message: string;
}

const MOST_TEXT = 80;

/** What a schema found in a value, in plain sentences with the path of the bad value. An unknown member is named by its own path. */
export function problemsIn(issues: readonly z.core.$ZodIssue[], value: unknown): DocumentProblem[] {
  return issues.flatMap((issue): DocumentProblem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: pathText([...issue.path, key]), message: 'is not known here' }));
    }
    const found = valueAt(value, issue.path);
    const missing = found === undefined && issue.code !== 'custom';
    return [
      { path: pathText(issue.path), message: missing ? 'is missing' : `${sentence(issue)}${shown(found, issue.code)}` },
    ];
  });
}

/** "basket[3].item"; "(document)" for the whole. Members with other characters stand in quotes. */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>((before, part) => {
    if (typeof part === 'number') return `${before}[${part}]`;
    const member = String(part).slice(0, MOST_TEXT);
    if (!/^[\w-]+$/.test(member)) return `${before}[${JSON.stringify(member)}]`;
    return before === '' ? member : `${before}.${member}`;
  }, '');
  return text === '' ? '(document)' : text;
}

function sentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'invalid_type':
      return `expected ${a(issue.expected)}`;
    case 'invalid_value':
      return `expected ${issue.values.map((each) => JSON.stringify(each)).join(' or ')}`;
    case 'too_small':
      return `expected ${size(issue.origin)}at least ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `expected ${size(issue.origin)}at most ${issue.maximum}${unit(issue.origin)}`;
    case 'invalid_union':
      return 'expected one of the families multibuy, bulk, bundle, lines, buyGet, spread, threshold, thresholdGet';
    default:
      return issue.message;
  }
}

function a(expected: string): string {
  if (expected === 'int') return 'a whole number';
  if (expected === 'array' || expected === 'tuple') return 'a list';
  return expected === 'object' ? 'an object' : `a ${expected}`;
}

function size(origin: string): string {
  return origin === 'string' || origin === 'array' ? '' : 'a number of ';
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

function shown(value: unknown, code: string): string {
  const whole = typeof value === 'object' && value !== null;
  // A rule of the document says by itself what is wrong with a whole object.
  if (whole && code === 'custom') return '';
  if (Array.isArray(value)) return `, found a list of ${value.length}`;
  if (!whole) {
    const text = JSON.stringify(value) ?? 'nothing';
    return text === 'nothing' ? '' : `, found ${text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text}`;
  }
  return ', found an object';
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, part)
        ? (at as Record<PropertyKey, unknown>)[part]
        : undefined,
    value,
  );
}
