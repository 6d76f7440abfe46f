import { identify } from '../../domain/gs1/identify.ts';
import type { TakenBack } from '../../domain/transaction/commands.ts';
import type { ScanEvent } from '../ports/device.ts';
import type { Basket, ScanFate } from './basket.ts';
import type { LaneCore } from './lane-core.ts';
import type { NoticeKind } from './lane-state.ts';
import { type Pack, packOf, packSymbol, withPack } from './packs.ts';

const REFUSED = { kind: 'refused', notice: null } as const;

/**
 * Scans, pack by pack. The first symbol of a pack does what it says, since someone waits for it; another symbol of the same pack adds no
 * second piece, but what it says counts: a pack that it bars goes out of the basket again, and a weight or price in it is used.
 */
export class PackScans {
  readonly #core: LaneCore;
  readonly #basket: Basket;
  #packs: readonly Pack<ScanFate>[] = [];

  constructor(core: LaneCore, basket: Basket) {
    this.#core = core;
    this.#basket = basket;
  }

  /** One scan from a device. Whatever it holds, the lane takes the next one. */
  scan(scan: ScanEvent): void {
    const identity = identify(scan, this.#core.on.settings.labels);
    if (identity.kind !== 'gtin') {
      this.#basket.scan(scan);
      return;
    }
    const symbol = packSymbol(scan, identity, scan.at);
    const pack = packOf(this.#packs, symbol);
    const fate = pack === null ? this.#basket.scan(scan) : this.#again(pack.fate, scan);
    this.#packs = withPack(this.#packs, pack, { symbols: pack === null ? [symbol] : [...pack.symbols, symbol], fate });
  }

  /** Another symbol of a pack; what became of the pack now. */
  #again(fate: ScanFate, scan: ScanEvent): ScanFate {
    const { stage, transaction } = this.#core.state;
    if (stage.kind === 'unavailable') return fate;
    if (fate.kind === 'refused') {
      // The lane could not weigh it: a symbol that carries the weight makes up for that. Any other refusal is about the pack.
      return fate.notice === 'needsScale' ? this.#basket.scan(scan) : fate;
    }
    const resolution = this.#basket.resolve(scan);
    if (resolution.kind === 'notice') return this.#stop(fate, resolution.notice, scan.data.length);
    if (resolution.kind !== 'item' || transaction?.transactionId !== fate.transactionId) return fate;
    const { scanned } = resolution;
    if (fate.kind === 'weighing') return this.#isWeighing(fate) ? this.#basket.addScanned(scanned) : fate;
    if (fate.labelled || scanned.labelPrice === undefined) return fate;
    return this.#basket.replace(fate.lineId, scanned) ?? fate;
  }

  /** The pack may not be sold: it goes out again with the message that it would have had alone. */
  #stop(fate: Exclude<ScanFate, { kind: 'refused' }>, notice: NoticeKind, length: number): ScanFate {
    this.#core.on.log.info('scan.refused', { notice, length });
    if (this.#core.state.transaction?.transactionId === fate.transactionId) {
      if (this.#isWeighing(fate)) this.#core.update({ stage: { kind: 'basket' } });
      const lineId = fate.kind === 'added' ? fate.lineId : this.#weighedSince(fate);
      // What money was asked for is for staff to take back.
      if (lineId !== null && !this.#basket.takeBack(lineId, reasonOf(notice))) this.#core.update({ helpCalled: true });
    }
    this.#core.notice(notice);
    return REFUSED;
  }

  #isWeighing(fate: ScanFate): boolean {
    const { stage } = this.#core.state;
    return fate.kind === 'weighing' && stage.kind === 'weigh' && stage.item.id === fate.itemId;
  }

  /** The line of a weight that was taken before the other symbol arrived. */
  #weighedSince({ itemId, lineBefore }: Extract<ScanFate, { kind: 'weighing' }>): string | null {
    const { transaction } = this.#core.state;
    const last = transaction?.lines.find(({ lineId }) => lineId === transaction.lastLineId && lineId !== lineBefore);
    return last?.item.id === itemId && last.weighing !== null ? last.lineId : null;
  }
}

function reasonOf(notice: NoticeKind): TakenBack {
  return notice === 'expired' || notice === 'recalled' ? notice : 'otherSymbol';
}
