import { parse } from 'smol-toml';

/**
 * The line (from 1) on which the statement stands that gives `path` its value, or null when the text has no such value.
 * It asks the parser itself, with ever more lines of the file: the first beginning that parses and holds the path ends with that
 * statement. Slow on purpose (quadratic): it runs only when there is an error to show.
 */
export function locate(text: string, path: readonly PropertyKey[]): number | null {
  const lines = text.split('\n');
  let start = 1;
  for (let count = 1; count <= lines.length; count += 1) {
    const value = parsed(lines.slice(0, count).join('\n'));
    if (value === undefined) continue;
    if (holds(value, path)) return start;
    start = count + 1;
  }
  return null;
}

/** True where `value` has something at `path`. */
export function holds(value: unknown, path: readonly PropertyKey[]): boolean {
  let at = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return false;
    at = (at as Record<PropertyKey, unknown>)[part];
  }
  return true;
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
