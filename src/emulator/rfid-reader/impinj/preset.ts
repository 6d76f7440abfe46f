/** A preset as it was stored: whatever a host sent, as far as it is JSON with antennas. */
export interface StoredPreset {
  readonly body: Readonly<Record<string, unknown>>;
  readonly antennas: readonly number[];
}

/** What a reader writes into an event where the preset says nothing of it: epc and antennaPort, and no hostname. */
const USUAL: Readonly<Record<string, boolean>> = { epc: true, antennaPort: true, peakRssiCdbm: true };

/** Takes a preset as the reader would; null what it refuses: no antennas, or one that the reader has not. */
export function presetFrom(body: unknown, ports: number): StoredPreset | null {
  if (!isObject(body) || !Array.isArray(body.antennaConfigs) || body.antennaConfigs.length === 0) return null;
  const antennas = body.antennaConfigs.map((each: unknown) => (isObject(each) ? each.antennaPort : undefined));
  const known = antennas.every(
    (port) => typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= ports,
  );
  return known ? { body, antennas: antennas as number[] } : null;
}

/** Whether the preset has this member of a tag's event switched on. */
export function says({ body }: StoredPreset, member: string): boolean {
  const config = isObject(body.eventConfig) ? body.eventConfig : {};
  const tag = isObject(config.tagInventory) ? config.tagInventory : {};
  return tag[member] === undefined ? USUAL[member] === true : tag[member] === 'enabled';
}

/** Whether events carry the reader's name. */
export function saysHostname({ body }: StoredPreset): boolean {
  const config = isObject(body.eventConfig) ? body.eventConfig : {};
  return isObject(config.common) && config.common.hostname === 'enabled';
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
