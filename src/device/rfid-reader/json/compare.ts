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

/** An object with members, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
