import type { z } from 'zod';
import { exitCodeSchema, type GateAnswer, type GateOrder, signedOrderSchema } from '../../protocol/gate-view.ts';
import type { Gatekeeper } from '../../workstation/gatekeeping/gatekeeper.ts';
import type { OperatorsPort } from '../../workstation/ports/operators.ts';

export type GateDesk = Pick<Gatekeeper, 'settle' | 'mute' | 'hold' | 'presentExit' | 'state'>;

const refused = (reason: Extract<GateAnswer, { kind: 'refused' }>['reason']): GateAnswer => ({
  kind: 'refused',
  reason,
});

/** Does what the page asks: anything may come in, and what is no order is refused. Who orders is asked with every order. Never rejects. */
export async function takeOrder(gate: GateDesk, operators: OperatorsPort, asked: unknown): Promise<GateAnswer> {
  const read = parsed(signedOrderSchema, asked);
  if (read === null) return refused('badRequest');
  const { operatorId, pin, order } = read;
  try {
    const signIn = await operators.signIn(operatorId, pin);
    if (signIn.kind === 'wrong') return refused('wrongPin');
    if (signIn.kind === 'wait') return { kind: 'wait', seconds: Math.max(1, Math.ceil(signIn.milliseconds / 1000)) };
    // A technician mends the gate; whose goods leave is not theirs to say.
    if (signIn.operator.role === 'technician') return refused('notAllowed');
  } catch {
    return refused('unavailable');
  }
  return carryOut(gate, order, operatorId);
}

/** A code that somebody shows: it says for itself whether it is good. Never rejects. */
export async function takeExitCode(gate: GateDesk, asked: unknown): Promise<GateAnswer> {
  const read = parsed(exitCodeSchema, asked);
  return read === null ? refused('badRequest') : gate.presentExit(read.code);
}

function carryOut(gate: GateDesk, order: GateOrder, operatorId: string): GateAnswer {
  switch (order.kind) {
    case 'settle':
      return gate.settle(order.alarmId, order.settlement, operatorId) ? { kind: 'done' } : refused('notThere');
    case 'mute':
      gate.mute(order.minutes * 60_000, operatorId);
      return { kind: 'done' };
    case 'hold':
      gate.hold(order.held, operatorId);
      return { kind: 'done' };
  }
}

function parsed<Shape>(schema: z.ZodType<Shape>, value: unknown): Shape | null {
  const { success, data } = schema.safeParse(value);
  return success ? data : null;
}
