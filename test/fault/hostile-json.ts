import type { Hostile } from './hostile-bytes.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What spoils a value in a way that its type does not show. */
const ODD: readonly Json[] = [
  ...[null, true, 0, -1, 1.5, 2 ** 53, 1e308, '', 'x', '\u0000', '\ud800', 'é', '__proto__', '../..', '+', '#'],
  ...[[], {}, [[]], { x: 1 }, 'A'.repeat(86), 'lane-1', 'hub-1', '00000000-0000-7000-8000-000000000000'],
];

/** The same JSON with one thing in it changed: a value, a character of it, a member more, one less, or one twice. */
export function spoiltJson(value: Json, hostile: Hostile): Json {
  if (Array.isArray(value)) return spoiltArray(value, hostile);
  if (typeof value === 'object' && value !== null) return spoiltObject(value as { [name: string]: Json }, hostile);
  if (typeof value === 'number' && hostile.oneIn(2)) return value + hostile.pick([-1, 1, 0.5, 1000, -value]);
  if (typeof value === 'string' && value !== '' && !hostile.oneIn(4)) {
    const at = hostile.below(value.length);
    const put = hostile.pick(['', '0', 'A', '_', value.charAt(at) + value.charAt(at), ' ', '\n']);
    return value.slice(0, at) + put + value.slice(at + 1);
  }
  return hostile.pick(ODD);
}

function spoiltArray(values: readonly Json[], hostile: Hostile): Json {
  const at = hostile.below(values.length);
  const changed = [...values];
  const way = values.length === 0 ? 0 : hostile.below(8);
  if (way === 0) changed.splice(at, 0, hostile.pick(ODD));
  else if (way === 1) changed.splice(at, 1);
  else if (way === 2) changed.push(values[at] ?? null);
  else changed[at] = spoiltJson(values[at] ?? null, hostile);
  return changed;
}

function spoiltObject(value: { readonly [name: string]: Json }, hostile: Hostile): Json {
  if (hostile.oneIn(20)) return hostile.pick(ODD);
  const members = Object.entries(value);
  const [name, held] = members[hostile.below(members.length)] ?? ['x', null];
  if (members.length === 0 || hostile.oneIn(8))
    members.push([hostile.pick(['x', 'v', 'toString', 'constructor', '__proto__']), hostile.pick(ODD)]);
  // From entries, so that `__proto__` is a member like any other.
  const rest = members.filter(([each]) => each !== name || !hostile.oneIn(8));
  return Object.fromEntries(rest.map(([each, kept]) => [each, each === name ? spoiltJson(held, hostile) : kept]));
}
