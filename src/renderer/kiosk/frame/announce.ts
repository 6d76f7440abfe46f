import type { BasketView, KioskView, LineView, OutcomeScreen } from '../../../protocol/view.ts';
import type { Lane } from '../../ui/lane.ts';
import { phaseWords } from '../payment/words.ts';
import { receiptWords } from '../thanks/words.ts';
import { weighSpeech } from '../weigh/words.ts';

type Speech = Pick<Lane, 'say' | 'phrase' | 'money' | 'weight'>;

const basketOf = (view: KioskView | null): BasketView | null =>
  view?.screen.kind === 'basket' ? view.screen.basket : null;

const lastLine = (basket: BasketView | null): LineView | undefined =>
  basket?.lines.find((line) => line.lineId === basket.lastLineId);

/** What changes by itself on a screen that stays: payment, receipt, staff on their way. */
function changesOfState(before: KioskView | null, after: KioskView, lane: Speech): string[] {
  const was = before?.screen;
  const { screen } = after;
  if (screen.kind === 'payment' && was?.kind === 'payment' && screen.phase !== was.phase) {
    return screen.phase === 'cancelling' || screen.phase === 'approved' ? [lane.say(phaseWords(screen))] : [];
  }
  if (screen.kind === 'thanks' && was?.kind === 'thanks' && screen.receipt !== was.receipt) {
    return [lane.say(receiptWords(screen))];
  }
  if (screen.kind === 'outcome' && was?.kind === 'outcome' && staffCalled(screen) && !staffCalled(was)) {
    return [lane.say('kiosk.outcome.staffComing')];
  }
  if (screen.kind === 'pad' && screen.state === 'counted' && screen.held > 0) {
    const news = was?.kind !== 'pad' || was.state !== 'counted' || was.held !== screen.held;
    return news ? [lane.say('hold.tags', { count: screen.held })] : [];
  }
  if (screen.kind === 'weigh') {
    const words = weighSpeech(screen, lane);
    return was?.kind === 'weigh' && weighSpeech(was, lane) === words ? [] : [words];
  }
  if (screen.kind === 'find' && was?.kind === 'find' && screen.goods !== was.goods) {
    return [lane.say('kiosk.find.found', { count: screen.goods.length })];
  }
  const answer = deskAnswer(after);
  return answer !== null && answer !== deskAnswer(before) ? [lane.phrase(answer)] : [];
}

const staffCalled = ({ outcome }: OutcomeScreen): boolean => outcome.kind === 'unknown' && outcome.staffCalled;

const deskAnswer = (view: KioskView | null) => (view?.staff?.kind === 'desk' ? view.staff.answer : null);

/**
 * What a listener has to hear of a new view: a new or changed last item, a changed total, a notice, the terminal's prompt. Null when
 * nothing of that changed. A new screen speaks for itself: its heading takes the focus.
 */
export function announcement(before: KioskView | null, after: KioskView, lane: Speech): string | null {
  const heard: string[] = [];
  const basket = basketOf(after);
  if (basket !== null && before !== null) {
    const was = basketOf(before);
    const line = lastLine(basket);
    const changed = line !== lastLine(was);
    if (line !== undefined && changed) {
      heard.push(lane.say('kiosk.live.item', { name: line.name, price: lane.money(line.gross) }));
    }
    if (basket.total !== (was?.total ?? 0)) {
      heard.push(lane.say('kiosk.live.total', { amount: lane.money(basket.total) }));
    }
  }
  if (after.screen.kind === 'payment' && before?.screen.kind === 'payment') {
    const { prompt } = after.screen;
    if (prompt !== null && prompt !== before.screen.prompt) heard.push(lane.phrase(prompt));
  }
  heard.push(...changesOfState(before, after, lane));
  if (after.notice !== null && after.notice.id !== before?.notice?.id) {
    heard.push(lane.phrase(after.notice.title));
    if (after.notice.detail !== undefined) heard.push(lane.phrase(after.notice.detail));
  }
  return heard.length === 0 ? null : heard.join('. ');
}
