import type { AlarmItem, AlarmTag } from '../../domain/gate/alarm.ts';
import type { GateTag } from '../../domain/gate/gate-tag.ts';
import type { GateSetup } from './gate-setup.ts';

/** A tag with the item behind it, where the catalogue has one. Never throws: an alarm without its picture is an alarm all the same. */
export function namedTag(on: Pick<GateSetup, 'catalogue' | 'log'>, tag: GateTag): AlarmTag {
  return { tag, item: tag.kind === 'readable' && tag.gtin !== null ? itemOf(on, tag.gtin) : null };
}

function itemOf({ catalogue, log }: Pick<GateSetup, 'catalogue' | 'log'>, gtin: string): AlarmItem | null {
  try {
    const item = catalogue().byGtin(gtin);
    if (item === null) return null;
    const { id, name, price, picture } = item;
    return { id, name, price, ...(picture === undefined ? {} : { picture }) };
  } catch {
    log.warn('gate.itemUnknown', { gtin });
    return null;
  }
}
