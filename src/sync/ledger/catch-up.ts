import type { Log } from '../../workstation/ports/log.ts';
import type { LedgerGap } from '../../workstation/ports/sold-ledger.ts';
import type { Keyring } from '../store-bus/keyring.ts';
import type { LedgerRangeAnswer, SignedEntry } from '../wire/ledger.ts';
import { answersRange, counts } from './acceptance.ts';
import { atOnce } from './at-once.ts';
import type { Ask } from './ports.ts';
import { type JournalName, rangePage } from './serving.ts';
import type { LedgerSource } from './source.ts';

/** Boxes asked, or gaps filled, at once. */
const AT_ONCE = 4;
/** Pages taken for one gap before others get their turn; the next sweep goes on. */
const MOST_PAGES = 2000;
/** Pages of heads taken from one box. */
const MOST_HEAD_PAGES = 16;
/** Rounds of one repair: filling a gap may show another. */
const MOST_ROUNDS = 50;

export interface CatchUpParts {
  readonly store: string;
  readonly self: string;
  readonly keyring: Keyring;
  /** What is known to be missing here. */
  readonly gaps: () => readonly LedgerGap[];
  readonly sources: readonly LedgerSource[];
  readonly ask: Ask;
  /** False once this box's sync has stopped. */
  readonly running: () => boolean;
  /** Takes checked entries; false when the disk refused. */
  readonly take: (entries: readonly SignedEntry[]) => boolean;
  readonly log: Log;
}

/**
 * Asks every box that may know for the newest entries of its journals; applied, they show what is missing before them.
 * @returns those who did not answer.
 */
export async function askHeads(parts: CatchUpParts): Promise<Set<string>> {
  const silent = new Set<string>();
  const boxes = parts.keyring.boxes.filter(
    ({ box, roles }) => box !== parts.self && (roles.includes('lane') || roles.includes('hub')),
  );
  await atOnce(AT_ONCE, boxes, async ({ box }) => {
    if ((await headsOf(parts, box)) === 'silent') silent.add(box);
  });
  return silent;
}

async function headsOf({ store, keyring, ask, take, log }: CatchUpParts, box: string): Promise<'silent' | 'done'> {
  let after: JournalName | undefined;
  for (let page = 0; page < MOST_HEAD_PAGES; page += 1) {
    const outcome = await ask(box, 'ledgerHeads', after === undefined ? {} : { after });
    if (outcome.kind === 'silent') return 'silent';
    if (outcome.kind === 'refused') return 'done';
    const { heads, more } = outcome.answer;
    const sound = heads.filter((signed) => counts(store, keyring, signed));
    if (sound.length < heads.length) log.info('bus.ledgerEntriesRefused', { box, count: heads.length - sound.length });
    if (!take(sound)) return 'done';
    const last = heads.at(-1)?.entry;
    if (!more || last === undefined) return 'done';
    after = { workstation: last.workstation, epoch: last.epoch };
  }
  return 'done';
}

/**
 * Fills what is known to be missing, from whoever has it, until nothing is missing or nobody can say more.
 * @param silent boxes that need not be asked, since they did not answer just now.
 */
export async function fillGaps(parts: CatchUpParts, silent: Set<string>): Promise<void> {
  const hopeless = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS && parts.running(); round += 1) {
    const wanted = parts.gaps().filter((gap) => !hopeless.has(gapText(gap)) && canCount(parts, gap));
    // Ledger and archive may lack the same.
    const gaps = new Map(wanted.map((gap) => [gapText(gap), gap]));
    if (gaps.size === 0) return;
    await atOnce(AT_ONCE, [...gaps.values()], async (gap) => {
      if (!(await fill(parts, gap, silent))) hopeless.add(gapText(gap));
    });
  }
}

const gapText = ({ workstation, epoch, afterSeq, beforeSeq }: LedgerGap) =>
  `${workstation} ${epoch} ${afterSeq} ${beforeSeq}`;

/** What a revoked box signed doesn't count, so nobody needs to be asked for it. */
const canCount = ({ keyring, self }: CatchUpParts, { workstation }: LedgerGap) =>
  workstation === self || keyring.box(workstation) !== null;

/** True when something of the gap was filled. */
async function fill(parts: CatchUpParts, gap: LedgerGap, silent: Set<string>): Promise<boolean> {
  let { afterSeq } = gap;
  let brought = false;
  for (let pages = 0; pages < MOST_PAGES && afterSeq + 1 < gap.beforeSeq; pages += 1) {
    const page = await nextPage(parts, { ...gap, afterSeq }, silent);
    if (page === null || !parts.take(page.entries)) return brought;
    brought ||= page.entries.length > 0;
    afterSeq = page.beforeSeq - 1;
  }
  return brought;
}

/**
 * The next stretch, from this box itself, from its owner, or from a hub. Whoever was `silent` once is switched off or cut off, and
 * isn't waited for again at every page; the next sweep asks anew.
 */
async function nextPage(parts: CatchUpParts, asked: LedgerGap, silent: Set<string>): Promise<LedgerRangeAnswer | null> {
  const here = rangePage(parts.sources, asked);
  if (here !== null && here.entries.length > 0) return here;
  for (const box of whoKnows(parts, asked.workstation)) {
    if (silent.has(box)) continue;
    const outcome = await parts.ask(box, 'ledgerRange', asked);
    if (outcome.kind === 'silent') silent.add(box);
    if (outcome.kind !== 'answered') continue;
    const page = outcome.answer;
    // Something is missing there, or nobody would ask: a box that has nothing of it is not the one that knows.
    if (page.entries.length === 0) continue;
    if (answersRange(asked, page) && page.entries.every((signed) => counts(parts.store, parts.keyring, signed)))
      return page;
    parts.log.warn('bus.ledgerPageRefused', { box });
  }
  return null;
}

function whoKnows({ keyring, self }: CatchUpParts, owner: string): string[] {
  const hubs = keyring.boxes.filter(({ roles }) => roles.includes('hub')).map(({ box }) => box);
  return [...new Set([owner, ...hubs])].filter((box) => box !== self);
}
