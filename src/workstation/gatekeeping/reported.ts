import type { GateTag } from '../../domain/gate/gate-tag.ts';
import type { Ruling } from '../../domain/gate/verdict.ts';
import type { WorkstationEvent } from '../../domain/journal/workstation-events.ts';
import type { ReportedTag } from './gate-state.ts';

/** Tags kept to be shown. */
const MOST_SHOWN = 20;

/** Tags that were let pass and that staff should see. */
export class Reported {
  #latest: readonly ReportedTag[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Newest first. */
  latest(): readonly ReportedTag[] {
    return this.#latest;
  }

  add(reported: ReportedTag): void {
    this.#count += 1;
    this.#latest = [reported, ...this.#latest.slice(0, MOST_SHOWN - 1)];
  }
}

/** A verdict as the journal takes it; `now` is the wall clock. Only what is not silent is recorded by itself. */
export function verdictRecord(
  tag: GateTag,
  { verdict, action, cause }: Ruling,
  now: number,
  alarmId?: string,
): Extract<WorkstationEvent, { kind: 'GateVerdict' }> {
  return {
    kind: 'GateVerdict',
    body: {
      at: new Date(now).toISOString(),
      verdict: verdict === 'unreadable' || verdict === 'unchecked' ? verdict : 'unsold',
      action: action === 'alarm' ? 'alarm' : 'reported',
      cause: cause === 'sold' || cause === 'foreign' ? 'unsold' : cause,
      key: tag.key,
      ...(tag.kind === 'readable' && tag.epc !== tag.key ? { epc: tag.epc } : {}),
      ...(tag.kind === 'readable'
        ? {
            uri: tag.uri,
            ...(tag.gtin === null ? {} : { gtin: tag.gtin }),
            ...(tag.serial === null ? {} : { serial: tag.serial }),
          }
        : { reason: tag.reason }),
      ...(alarmId === undefined ? {} : { alarmId }),
    },
  };
}
