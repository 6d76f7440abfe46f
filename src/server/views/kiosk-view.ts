import { receiptQr } from '../../domain/receipt/build.ts';
import { paidSoFar } from '../../domain/tender/attempt.ts';
import { paperState } from '../../domain/transaction/transaction.ts';
import type {
  Appearance,
  KioskView,
  NoticeView,
  OutcomeScreen,
  Panel,
  Phrase,
  ScreenView,
  UploadView,
} from '../../protocol/view.ts';
import { isOnline, type SyncStatus } from '../../workstation/ports/sync-status.ts';
import type { LaneSettings } from '../../workstation/selling/lane-settings.ts';
import { closedFor, type LaneState, type Notice, type Stage } from '../../workstation/selling/lane-state.ts';
import { lightOf } from '../../workstation/selling/light.ts';
import { mayPrint } from '../../workstation/tendering/receipts.ts';
import type { DeskState } from '../staff/desk.ts';
import { basketView } from './basket-view.ts';
import { findView, weighView } from './find-view.ts';
import { padView } from './pad-view.ts';
import type { PhotoOf } from './photo.ts';
import { staffView } from './staff-view.ts';
import { CLOSED_CODES, DOUBT_CODES } from './troubles.ts';

/** What a view is made of, besides the lane's state. */
export interface ViewContext {
  readonly settings: LaneSettings;
  readonly panel: Panel;
  /** Where an item's photograph is had. */
  readonly photoOf: PhotoOf;
  readonly sync: SyncStatus;
  readonly keyboardScanner: boolean;
  readonly appearance: Appearance;
  readonly version: number;
  readonly screenSince: number;
  /** What this connection shows its staff member. */
  readonly desk: DeskState | null;
  /** Monotonic milliseconds now. */
  readonly now: number;
}

/** The kiosk's whole view of a lane. Pure. */
export function kioskView(state: LaneState, context: ViewContext): KioskView {
  const { settings, version, screenSince, appearance, panel, sync, now } = context;
  return {
    version,
    screenSince,
    lane: { id: settings.workstation, label: settings.label, pad: state.pad?.reader === 'ready' },
    ...(settings.training && { training: true as const }),
    store: {
      name: settings.store.name,
      currency: settings.store.currency,
      pricesIncludeTax: settings.tax.pricesIncludeTax,
    },
    locale: state.locale,
    locales: settings.locales,
    appearance,
    panel,
    online: isOnline(sync),
    upload: uploadView(sync),
    help: state.helpCalled ? 'called' : 'none',
    light: lightOf(state),
    ...(context.keyboardScanner && { keyboardScanner: true }),
    notice: state.notice === null ? null : noticeView(state.notice),
    screen: screenView(state, context),
    idle: state.idleUntil === null ? null : { closesIn: Math.max(0, state.idleUntil - now) },
    staff: staffView(context.desk, state, now),
  };
}

/** What the screens show of the upload: something while it is stuck, and nothing while all goes well. */
export function uploadView(sync: SyncStatus): UploadView | null {
  const { state, backlog, oldestUnsentAt, lastAckAt } = sync;
  return state === 'off' || isOnline(sync) ? null : { backlog, oldestUnsentAt, lastAckAt };
}

/** The kind of screen a state shows; when it changes, commands made for the one before are stale. */
export function screenKind(state: LaneState): string {
  return state.stage.kind === 'idle' ? 'attract' : state.stage.kind;
}

function screenView(state: LaneState, context: ViewContext): ScreenView {
  const { stage } = state;
  switch (stage.kind) {
    case 'idle':
      return attractView(state, context);
    case 'basket':
    case 'review':
      return goodsView(state, stage.kind, context.photoOf);
    case 'pad':
      return padView(state, context.photoOf);
    case 'find':
      return findView(stage, state.locale, context.photoOf);
    case 'weigh':
      return weighView(stage, state.locale, context.photoOf);
    case 'paying': {
      const { amount, phase, direction } = stage;
      const prompt = stage.prompt === null ? null : { id: `prompt.${stage.prompt}` };
      const canCancel = direction === 'purchase' && (phase === 'starting' || phase === 'follow');
      return { kind: 'payment', direction, amount, phase, prompt, canCancel };
    }
    case 'checking': {
      const { concern, amount, staffCalled } = stage;
      const outcome = { kind: 'unknown', concern, amount, staffCalled, code: DOUBT_CODES[concern] } as const;
      return { kind: 'outcome', outcome, hold: null };
    }
    case 'declined':
    case 'cancelled':
    case 'unreachable':
    case 'refundFailed':
    case 'partial':
      return { kind: 'outcome', outcome: outcomeView(stage, state), hold: holdOf(state) };
    case 'thanks':
      return thanksView(state, stage, context);
    case 'unavailable':
      return {
        kind: 'unavailable',
        reason: unavailablePhrase(stage.code),
        recovering: stage.recovering,
        code: stage.code,
        money: stage.money ?? null,
      };
  }
}

function outcomeView(
  stage: Extract<Stage, { kind: 'declined' | 'cancelled' | 'unreachable' | 'refundFailed' | 'partial' }>,
  { transaction }: LaneState,
): OutcomeScreen['outcome'] {
  if (stage.kind === 'partial') return { kind: 'partial', paid: stage.paid, remaining: stage.remaining };
  const { kind, amount } = stage;
  const paid = transaction === null ? 0 : paidSoFar(transaction.attempts);
  if (kind === 'refundFailed') return { kind, amount, back: Math.abs(paid), reason: refundPhrase(stage.reason) };
  return kind === 'declined' ? { kind, amount, paid, reason: reasonPhrase(stage.reason) } : { kind, amount, paid };
}

/** Money that comes back must find room in the journal as well. */
function holdOf({ space }: LaneState): Phrase | null {
  return space === 'low' ? { id: 'hold.space' } : null;
}

function attractView(state: LaneState, { settings }: ViewContext): ScreenView {
  const why = closedFor(state);
  if (why === null) return { kind: 'attract', state: settings.cardOnly ? 'cardOnly' : 'open', closed: null };
  const closed = { reason: { id: `closed.${why}` }, code: CLOSED_CODES[why] };
  return { kind: 'attract', state: 'closed', closed };
}

function goodsView(state: LaneState, kind: 'basket' | 'review', photoOf: PhotoOf): ScreenView {
  const { transaction, priced } = state;
  if (transaction === null || priced === null) return { kind: 'attract', state: 'open', closed: null };
  const basket = basketView(transaction, priced, state.locale, state.space, photoOf);
  if (kind === 'basket') return { kind, basket };
  const taxes = priced.taxes.map(({ code, name, percent, base, tax }) => ({
    code,
    name: name ?? code,
    percent,
    base,
    tax,
  }));
  return { kind, basket, taxes };
}

function thanksView(
  state: LaneState,
  stage: Extract<LaneState['stage'], { kind: 'thanks' }>,
  context: ViewContext,
): ScreenView {
  const { transaction } = state;
  const completion = transaction?.completion ?? null;
  const refunds = transaction !== null && transaction.returnOf !== null;
  const { receiptUrl } = context.settings.store;
  return {
    kind: 'thanks',
    paid: Math.abs(transaction?.totals?.total ?? 0),
    saved: Math.max(0, transaction?.totals?.discount ?? 0),
    refund: refunds,
    receipt: stage.receipt,
    canPrint:
      !mayPrint(stage.receipt) || transaction === null ? 'no' : paperState(transaction) === 'none' ? 'print' : 'copy',
    removeTags:
      context.settings.pad.hardTags && !refunds && transaction?.lines.some(({ tag }) => tag !== null) === true,
    exit:
      completion === null || refunds
        ? null
        : {
            code: completion.exit.code,
            qr: receiptQr(receiptUrl, completion.receiptToken, completion.exit.signed),
            digitalReceipt: receiptUrl !== null,
          },
    closesIn: Math.max(0, stage.closesAt - context.now),
  };
}

function noticeView({ id, kind }: Notice): NoticeView {
  const tone = kind === 'couponTaken' || kind === 'couponTwice' ? 'info' : 'attention';
  return { id, tone, title: { id: `notice.${kind}` }, detail: { id: `notice.${kind}.detail` } };
}

function reasonPhrase(reason: string): Phrase {
  if (reason === 'terminal') return { id: 'declined.terminal' };
  if (reason === 'notPerformed') return { id: 'declined.notTaken' };
  return { id: 'declined.card' };
}

/** Why a refund did not go through: the bank's no, or what kept the terminal from asking it. */
function refundPhrase(reason: string): Phrase {
  const told = ['terminal', 'notPerformed', 'cancelled', 'unreachable', 'notSent', 'restart'].includes(reason);
  return { id: told ? `refund.${reason}` : 'refund.card' };
}

function unavailablePhrase(code: string): Phrase {
  return { id: code.startsWith('STORAGE_') ? 'unavailable.storage' : 'unavailable.general' };
}
