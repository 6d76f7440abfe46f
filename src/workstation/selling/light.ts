import { pendingInterventions } from '../../domain/transaction/transaction.ts';
import type { DeviceReport } from '../ports/device.ts';
import type { LaneLight } from '../ports/lights.ts';
import { closedFor, type LaneState } from './lane-state.ts';

/**
 * The lane light. Red: the lane takes nobody. Amber: someone is needed, or soon will be: help was called, something waits for staff, money
 * is in doubt, or a device complains. Green: all well.
 */
export function lightOf(state: LaneState): LaneLight {
  const { stage, transaction } = state;
  if (stage.kind === 'unavailable') return 'red';
  if (stage.kind === 'idle' && closedFor(state) !== null) return 'red';
  const waits = transaction !== null && pendingInterventions(transaction).length > 0;
  const doubt = stage.kind === 'checking' || stage.kind === 'refundFailed' || state.alarms.length > 0;
  const paper = stage.kind === 'thanks' && ['asked', 'unsure', 'notPrinted'].includes(stage.receipt);
  const needed = state.helpCalled || waits || doubt || paper || closedFor(state) !== null;
  return needed || state.devices.some(complains) ? 'amber' : 'green';
}

/** True for a device that is bound and does not do its work, or says that it soon won't. */
function complains({ state, category }: DeviceReport): boolean {
  // The lamp cannot tell of itself.
  if (category === 'lights') return false;
  return state === 'disconnected' || state === 'degraded';
}
