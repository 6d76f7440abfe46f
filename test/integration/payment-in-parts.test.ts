import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TerminalMode } from '../../src/emulator/index.ts';
import { screensBuilt } from '../../src/main/project.ts';
import { readJournal } from '../fault/books/journal.ts';
import { violations } from '../fault/books/laws.ts';
import { PaperBook } from '../fault/books/paper.ts';
import { Chance } from '../fault/chance.ts';
import { demoGoods } from '../fault/lane/goods.ts';
import { Player } from '../fault/lane/play.ts';
import { Rig } from '../fault/lane/rig.ts';
import { alarmsIn, salesIn } from '../fault/product-journal.ts';

const [TEA = ''] = demoGoods().plain;

describe.skipIf(!screensBuilt())(
  'a payment on a real lane (skipped where the screens are not built: npm run build)',
  () => {
    let rig: Rig;
    let shopper: Player;

    beforeEach(async () => {
      rig = await Rig.layOut();
      await start();
    });
    afterEach(() => rig.close());

    async function start(): Promise<void> {
      await rig.allWell();
      expect(await rig.start()).toMatchObject({ kind: 'shown' });
      shopper = new Player(rig, new Chance(1), () => false);
    }

    async function pay(mode: TerminalMode): Promise<string> {
      await shopper.play({ kind: 'pay', mode, cardMs: 0 });
      return shopper.situation.kind;
    }

    async function toTheTill(): Promise<void> {
      await shopper.takeOver(false);
      await shopper.play({ kind: 'scan', data: TEA });
      await shopper.play({ kind: 'review' });
      expect(shopper.situation.kind).toBe('review');
    }

    /** The day is over: what the journal, the paper and the terminal say to each other. */
    async function endDay() {
      expect(await shopper.finishDay()).toBe('ready');
      await expect.poll(() => books(), { timeout: 10_000 }).toEqual([]);
      await rig.kill();
      expect(books()).toEqual([]);
      return [...salesIn(readJournal(rig.journalFile).entries).values()];
    }

    function books(): string[] {
      const { terminal, printer } = rig.devices;
      const journal = readJournal(rig.journalFile);
      const [paper, payments, refunds] = [new PaperBook(printer).receipts(), terminal.payments(), terminal.refunds()];
      return violations({ journal, paper, payments, refunds }, 'settled');
    }

    it('of the same amount as the last one before a kill, lost before its approval, is not taken for that one', async () => {
      await toTheTill();
      expect(await pay({ kind: 'approve' })).toBe('thanks');
      await rig.kill();
      await start();
      await toTheTill();
      expect(await pay({ kind: 'dropBeforeApproval' })).toBe('notPaid');
      expect(await pay({ kind: 'approve' })).toBe('thanks');
      const sales = await endDay();
      const paid = sales.flatMap(({ attempts }) => [...attempts.values()]).filter(({ state }) => state === 'live');
      expect(paid.map(({ receiptNumber }) => receiptNumber)).toHaveLength(2);
      expect(new Set(paid.map(({ receiptNumber }) => receiptNumber)).size).toBe(2);
    });

    it('in part whose rest is declined can still be paid to the end', async () => {
      await toTheTill();
      expect(await pay({ kind: 'partial', amount: 10 })).toBe('partial');
      expect(await pay({ kind: 'decline' })).toBe('notPaid');
      await shopper.play({ kind: 'back' });
      expect(shopper.situation).toMatchObject({ kind: 'partial', paid: 10 });
      expect(await pay({ kind: 'approve' })).toBe('thanks');
      expect(await endDay()).toMatchObject([{ state: 'completed' }]);
    });

    it('in part whose rest is declined can still be given up, and goes back to the card', async () => {
      await toTheTill();
      await pay({ kind: 'partial', amount: 10 });
      expect(await pay({ kind: 'decline' })).toBe('notPaid');
      await shopper.play({ kind: 'cancel' });
      const sales = await endDay();
      expect(sales).toMatchObject([{ state: 'cancelled' }]);
      expect(rig.devices.terminal.payments()).toMatchObject([{ amount: 10, reversed: true }, { outcome: 'declined' }]);
    });

    it('in part, unheard, that staff call not paid is an alarm as soon as the terminal says otherwise', async () => {
      await toTheTill();
      await pay({ kind: 'dropAfterApproval', most: 10 });
      expect(shopper.situation.kind).toBe('needsStaff');
      // They misread whatever can be misread, and have the terminal take back what an alarm is about.
      const tired = new (class extends Chance {
        override next = () => 0;
      })(1);
      shopper = new Player(rig, tired, () => false);
      await shopper.takeOver(true);
      const [attempt] = [...salesIn(readJournal(rig.journalFile).entries).values()].flatMap((sale) => [
        ...sale.attempts.values(),
      ]);
      expect(attempt).toMatchObject({ state: 'notPaid', byStaff: true });
      await endDay();
      expect([...alarmsIn(readJournal(rig.journalFile).entries).values()]).toMatchObject([
        // The terminal tells of it by itself, or when it is asked: once.
        { reason: expect.stringMatching(/^(unmatched|contradiction)$/), amount: 10, settled: 'reversed' },
      ]);
    });

    it('in part whose rest is declined is still there after a kill', async () => {
      await toTheTill();
      await pay({ kind: 'partial', amount: 10 });
      await pay({ kind: 'decline' });
      await rig.kill();
      await start();
      expect(shopper.situation).toMatchObject({ kind: 'partial', paid: 10 });
      expect(await pay({ kind: 'approve' })).toBe('thanks');
      expect(await endDay()).toMatchObject([{ state: 'completed' }]);
    });
  },
);
