import { receiptQr } from '../../domain/receipt/build.ts';
import type { Appearance, KioskView, NoticeView, Panel, Phrase, ScreenView } from '../../protocol/view.ts';
import type { LaneSettings } from '../../workstation/selling/lane-settings.ts';
import { isClosed, type LaneState, type Notice } from '../../workstation/selling/lane-state.ts';
import { basketView } from './basket-view.ts';

/** What a view is made of, besides the lane's state. */
export interface ViewContext {
  readonly settings: LaneSettings;
  readonly panel: Panel;
  readonly online: boolean;
  readonly appearance: Appearance;
  readonly version: number;
  readonly screenSince: number;
  /** Monotonic milliseconds now. */
  readonly now: number;
}

/** The kiosk's whole view of a lane. Pure. */
export function kioskView(state: LaneState, context: ViewContext): KioskView {
  const { settings, version, screenSince, appearance, panel, online } = context;
  return {
    version,
    screenSince,
    lane: { id: settings.workstation, label: settings.label },
    store: {
      name: settings.store.name,
      currency: settings.store.currency,
      pricesIncludeTax: settings.tax.pricesIncludeTax,
    },
    locale: state.locale,
    locales: settings.locales,
    appearance,
    panel,
    online,
    help: state.helpCalled ? 'called' : 'none',
    notice: state.notice === null ? null : noticeView(state.notice),
    screen: screenView(state, context),
  };
}

/** The kind of screen a state shows; when it changes, commands made for the one before are stale. */
export function screenKind(state: LaneState): string {
  return state.stage.kind === 'idle' ? 'attract' : state.stage.kind;
}

function screenView(state: LaneState, context: ViewContext): ScreenView {
  const { stage } = state;
  switch (stage.kind) {
    case 'idle':
      return { kind: 'attract', state: isClosed(state) ? 'closed' : context.settings.cardOnly ? 'cardOnly' : 'open' };
    case 'basket':
    case 'review':
      return goodsView(state, stage.kind);
    case 'paying': {
      const { amount, phase } = stage;
      const prompt = stage.prompt === null ? null : { id: `prompt.${stage.prompt}` };
      return { kind: 'payment', amount, phase, prompt, canCancel: phase === 'starting' || phase === 'follow' };
    }
    case 'checking':
      return { kind: 'outcome', outcome: { kind: 'unknown', amount: stage.amount, staffCalled: stage.staffCalled } };
    case 'declined':
      return {
        kind: 'outcome',
        outcome: { kind: 'declined', amount: stage.amount, reason: reasonPhrase(stage.reason) },
      };
    case 'cancelled':
    case 'unreachable':
      return { kind: 'outcome', outcome: { kind: stage.kind, amount: stage.amount } };
    case 'partial':
      return { kind: 'outcome', outcome: { kind: 'partial', paid: stage.paid, remaining: stage.remaining } };
    case 'thanks':
      return thanksView(state, stage, context);
    case 'unavailable':
      return { kind: 'unavailable', reason: unavailablePhrase(stage.code), code: stage.code };
  }
}

function goodsView(state: LaneState, kind: 'basket' | 'review'): ScreenView {
  const { transaction, priced } = state;
  if (transaction === null || priced === null) return { kind: 'attract', state: 'open' };
  const basket = basketView(transaction, priced, state.locale);
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
  const { receiptUrl } = context.settings.store;
  return {
    kind: 'thanks',
    paid: transaction?.totals?.total ?? 0,
    saved: transaction?.totals?.discount ?? 0,
    receipt: stage.receipt,
    exit:
      completion === null
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
  return { id, tone: 'attention', title: { id: `notice.${kind}` }, detail: { id: `notice.${kind}.detail` } };
}

function reasonPhrase(reason: string): Phrase {
  if (reason === 'terminal') return { id: 'declined.terminal' };
  if (reason === 'notPerformed') return { id: 'declined.notTaken' };
  return { id: 'declined.card' };
}

function unavailablePhrase(code: string): Phrase {
  return { id: code.startsWith('STORAGE_') ? 'unavailable.storage' : 'unavailable.general' };
}
