import { receiptQr } from '../../domain/receipt/build.ts';
import { paidSoFar } from '../../domain/tender/attempt.ts';
import { paperState } from '../../domain/transaction/transaction.ts';
import type { Appearance, KioskView, NoticeView, Panel, Phrase, ScreenView, UploadView } from '../../protocol/view.ts';
import { isOnline, type SyncStatus } from '../../workstation/ports/sync-status.ts';
import type { LaneSettings } from '../../workstation/selling/lane-settings.ts';
import { closedFor, type LaneState, type Notice } from '../../workstation/selling/lane-state.ts';
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
      return {
        kind: 'outcome',
        outcome: { kind: 'unknown', concern, amount, staffCalled, code: DOUBT_CODES[concern] },
      };
    }
    case 'declined':
      return {
        kind: 'outcome',
        outcome: { kind: stage.kind, amount: stage.amount, reason: reasonPhrase(stage.reason) },
      };
    case 'refundFailed': {
      const back = Math.abs(paidSoFar(state.transaction?.attempts ?? []));
      return {
        kind: 'outcome',
        outcome: { kind: stage.kind, amount: stage.amount, reason: reasonPhrase(stage.reason), back },
      };
    }
    case 'cancelled':
    case 'unreachable':
      return { kind: 'outcome', outcome: { kind: stage.kind, amount: stage.amount } };
    case 'partial':
      return { kind: 'outcome', outcome: { kind: 'partial', paid: stage.paid, remaining: stage.remaining } };
    case 'thanks':
      return thanksView(state, stage, context);
    case 'unavailable':
      return {
        kind: 'unavailable',
        reason: unavailablePhrase(stage.code),
        recovering: stage.recovering,
        code: stage.code,
      };
  }
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

function unavailablePhrase(code: string): Phrase {
  return { id: code.startsWith('STORAGE_') ? 'unavailable.storage' : 'unavailable.general' };
}
