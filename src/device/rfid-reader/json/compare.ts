import type { JsonValue } from '../../../domain/journal/canonical.ts';
import { checksumOf } from '../../checksum.ts';

/**
 * Whether a device carries what its profile says: every member of `wanted` is in `carried` with an equal value, lists are equally long
 * and in the same order. What the device has on top (its defaults) is its own. Null when it does, else where the first difference is,
 * as a path of members ("antennaConfigs.0.rfMode"); never a value, since it may be a tag's password.
 */
export function difference(wanted: unknown, carried: unknown, path = ''): string | null {
  const inside = (member: string | number): string => (path === '' ? `${member}` : `${path}.${member}`);
  if (Array.isArray(wanted)) {
    if (!Array.isArray(carried) || carried.length !== wanted.length) return path;
    for (const [index, value] of wanted.entries()) {
      const found = difference(value, carried[index], inside(index));
      if (found !== null) return found;
    }
    return null;
  }
  if (isRecord(wanted)) {
    if (!isRecord(carried)) return path;
    for (const [member, value] of Object.entries(wanted)) {
      const found = Object.hasOwn(carried, member)
        ? difference(value, carried[member], inside(member))
        : inside(member);
      if (found !== null) return found;
    }
    return null;
  }
  return wanted === carried ? null : path;
}

/**
 * The checksum of what a device carries of what is wanted: of the members that `wanted` has, with the values that the device told. It is
 * `checksumOf(wanted)` exactly where there is no difference. Null where the two have not one shape.
 */
export function carriedChecksum(wanted: unknown, carried: unknown): string | null {
  const part = partOf(wanted, carried);
  try {
    return part === undefined ? null : checksumOf(part);
  } catch {
    // A lone surrogate, which JSON from a device may hold and no profile does.
    return null;
  }
}

function partOf(wanted: unknown, carried: unknown): JsonValue | undefined {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(carried) || carried.length !== wanted.length) return undefined;
    const parts = wanted.map((value, index) => partOf(value, carried[index]));
    return parts.every((part) => part !== undefined) ? parts : undefined;
  }
  if (isRecord(wanted)) {
    if (!isRecord(carried)) return undefined;
    const parts: Record<string, JsonValue> = {};
    for (const [member, value] of Object.entries(wanted)) {
      if (!Object.hasOwn(carried, member)) continue;
      const part = partOf(value, carried[member]);
      if (part === undefined) return undefined;
      Object.defineProperty(parts, member, { value: part, enumerable: true });
    }
    return parts;
  }
  return isScalar(carried) ? carried : undefined;
}

function isScalar(value: unknown): value is null | boolean | number | string {
  return value === null || ['boolean', 'number', 'string'].includes(typeof value);
}

/** An object with members, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
