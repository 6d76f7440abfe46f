import type { AlarmTag } from '../../domain/gate/alarm.ts';
import { message } from '../../messages/index.ts';
import type { GateTagView, GateView } from '../../protocol/gate-view.ts';
import type { GateState } from '../../workstation/gatekeeping/gate-state.ts';

export interface GateIdentity {
  readonly label: string;
  readonly currency: string;
  readonly locale: string;
}

/** Of more than a gate can have. */
const MOST_READERS = 64;

/** The gate as its page shows it. `at` is monotonic milliseconds. */
export function gateView(state: GateState, identity: GateIdentity, at: number): GateView {
  const { mode, ledger, readers, alarms, reported, counts, records } = state;
  return {
    ...identity,
    mode: mode.kind,
    // Of a whole minute, so that a page isn't sent anew each second for it.
    mutedForSeconds: mode.kind === 'muted' ? 60 * Math.ceil(Math.max(0, mode.until - at) / 60_000) : null,
    ledger: {
      condition: ledger.condition,
      heardAgoSeconds: ledger.heardAgoMs === null ? null : 10 * Math.floor(Math.max(0, ledger.heardAgoMs) / 10_000),
      gaps: ledger.gaps,
    },
    readers: readers.slice(0, MOST_READERS).map(({ id, hearing, since, code }) => ({
      ...{ id, hearing, since },
      advice: code === null ? null : message(identity.locale, `fault.${code}`),
    })),
    alarms: alarms.map(({ id, cause, raisedAt, count, tags }) => ({
      id,
      cause,
      raisedAt,
      count,
      tags: tags.map(tagView),
    })),
    reported: reported.flatMap(({ at: when, tag, item, ruling: { cause } }) =>
      cause === 'sold' || cause === 'foreign' || cause === 'unsold'
        ? []
        : [{ at: when, cause, tag: tagView({ tag, item }) }],
    ),
    notices: state.notices.slice(0, 50).map(({ tag, ...notice }) => ({
      ...{ ...notice, boxes: [...notice.boxes] },
      tag: tag === null ? null : tagView(tag),
    })),
    counts,
    tracked: state.tracked,
    dropped: state.dropped,
    recordsFault: records.fault,
    recordsWaiting: records.waiting,
    recordsLost: records.lost,
    unreportedExits: state.unreportedExits,
    exit: exitView(state.exit),
  };
}

function exitView(exit: GateState['exit']): GateView['exit'] {
  if (exit === null) return null;
  const { number, answer } = exit;
  return { number, kind: answer.kind, reason: answer.kind === 'refused' ? answer.reason : null };
}

function tagView({ tag, item }: AlarmTag): GateTagView {
  const named = { name: item?.name ?? null, picture: item?.picture ?? null, price: item?.price ?? null };
  if (tag.kind === 'unreadable') {
    return { ...named, epc: tag.key.slice(1), gtin: null, serial: null, unreadable: tag.reason };
  }
  return { ...named, epc: tag.uri, gtin: tag.gtin, serial: tag.serial, unreadable: null };
}
