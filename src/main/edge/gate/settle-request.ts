import type { StoreBus } from '../../../sync/store-bus/bus.ts';
import type { RequestBody } from '../../../sync/wire/messages.ts';
import type { Gatekeeper } from '../../../workstation/gatekeeping/gatekeeper.ts';
import type { JournalPort } from '../../../workstation/ports/journal.ts';
import type { Log } from '../../../workstation/ports/log.ts';
import type { StaffListPort } from '../../../workstation/ports/operators.ts';

/** Settlements that are looked back on: whoever asks late asks about one of these. */
const MOST_SETTLED = 50;

export interface SettleParts {
  readonly gate: Pick<Gatekeeper, 'settle'>;
  readonly staff: StaffListPort;
  readonly journal: Pick<JournalPort, 'latest'>;
  readonly log: Log;
}

/**
 * Answers another box of the store that asks for an alarm to be settled in an operator's name. That box has had them sign in; whether
 * there is such an operator, and whether they may, is asked of this gate's own staff list.
 */
export function serveSettle(bus: Pick<StoreBus, 'serve'>, { gate, staff, journal, log }: SettleParts): void {
  bus.serve('settle', ({ alarm, outcome, operator }, from) => {
    if (!isOnTheList(staff, operator)) {
      log.warn('gate.settleRefused', { box: from.box });
      return { answer: { result: 'notAllowed' } };
    }
    if (gate.settle(alarm, outcome, operator.id)) {
      log.info('gate.settledFromAfar', { box: from.box, alarm, outcome });
      return { answer: { result: 'settled' } };
    }
    const settled = journal.latest(['GateAlarmSettled'], MOST_SETTLED).some(({ body }) => body.alarmId === alarm);
    return { answer: { result: settled ? 'alreadySettled' : 'unknownAlarm' } };
  });
}

/** The schema names attendants and managers only: a technician mends the gate, and says nothing of whose goods leave. */
function isOnTheList(staff: StaffListPort, { id, role }: RequestBody<'settle'>['operator']): boolean {
  return staff.operator(id)?.role === role;
}
