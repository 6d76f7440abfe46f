import type { StaffDeskView } from '../../protocol/staff-view.ts';
import { closedFor, type LaneState } from '../../workstation/selling/lane-state.ts';

type Trouble = StaffDeskView['troubles'][number];

/** Codes of a lane in doubt about money, by what is being found out. */
export const DOUBT_CODES = {
  payment: 'PAYMENT_UNKNOWN',
  refund: 'REFUND_UNKNOWN',
  reversal: 'REVERSAL_PENDING',
} as const;

/** The code for staff of a lane that takes no new shopper. */
export const CLOSED_CODES = { payment: 'PAYMENT_UNREACHABLE', space: 'STORAGE_SPACE_LOW' } as const;

/** What is wrong with a lane and its devices, each with its code and the sentence that says what mends it. */
export function troublesOf(state: LaneState): Trouble[] {
  const { stage, devices, alarms } = state;
  const codes: (readonly [code: string, device: string | null])[] = [];
  if (stage.kind === 'unavailable') codes.push([stage.code, null]);
  if (stage.kind === 'checking') codes.push([DOUBT_CODES[stage.concern], null]);
  if (stage.kind === 'refundFailed') codes.push(['REFUND_FAILED', null]);
  if (stage.kind === 'thanks' && stage.receipt === 'notPrinted') codes.push(['RECEIPT_NOT_PRINTED', null]);
  if (alarms.length > 0) codes.push(['PAYMENT_ALARM', null]);
  if (closedFor(state) === 'space') codes.push([CLOSED_CODES.space, null]);
  for (const device of devices) {
    if (device.state === 'disconnected' || device.state === 'degraded') {
      codes.push([device.code ?? 'DEVICE_UNREACHABLE', device.id]);
    }
  }
  return codes.map(([code, device]) => ({ code, device, cause: { id: `fault.${code}` } }));
}
