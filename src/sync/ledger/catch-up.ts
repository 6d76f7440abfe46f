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
  /** Takes checked entries, and stretches that have no further one; false when the disk refused. */
  readonly take: (entries: readonly SignedEntry[], answered?: readonly LedgerGap[]) => boolean;
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

/** What a box signed that was revoked, or that is no lane, doesn't count: nobody needs to be asked for it, and nothing waits for it. */
export const canCount = ({ keyring, self }: Pick<CatchUpParts, 'keyring' | 'self'>, { workstation }: LedgerGap) =>
  workstation === self || keyring.box(workstation)?.roles.includes('lane') === true;

/** True when something of the gap was filled. */
async function fill(parts: CatchUpParts, gap: LedgerGap, silent: Set<string>): Promise<boolean> {
  let { afterSeq } = gap;
  let brought = false;
  for (let pages = 0; pages < MOST_PAGES && afterSeq + 1 < gap.beforeSeq; pages += 1) {
    const found = await nextPage(parts, { ...gap, afterSeq }, silent);
    if (found === null) return brought;
    const { page, closes } = found;
    const { workstation, epoch } = page;
    const answered = closes ? [{ workstation, epoch, afterSeq: page.afterSeq, beforeSeq: page.beforeSeq }] : [];
    if (!parts.take(page.entries, answered)) return brought;
    brought ||= page.entries.length > 0;
    afterSeq = page.beforeSeq - 1;
  }
  return brought;
}

interface Found {
  readonly page: LedgerRangeAnswer;
  /** Nothing but its entries is in the stretch. */
  readonly closes: boolean;
}

/**
 * The next stretch, from this box itself, from its owner, or from a hub. Whoever was `silent` once is switched off or cut off, and
 * isn't waited for again at every page; the next sweep asks anew.
 *
 * Entries close a gap by themselves, since each names the one before it under its lane's signature. That a stretch has none at all is
 * the owner's word alone to give, and counts only when every hub was heard and has none either: a disk that was set back knows less than it
 * once said.
 */
async function nextPage(parts: CatchUpParts, asked: LedgerGap, silent: Set<string>): Promise<Found | null> {
  const here = rangePage(parts.sources, asked);
  if (here !== null && here.entries.length > 0) return { page: here, closes: false };
  let nothing = asked.workstation === parts.self ? here : null;
  let allHeard = true;
  for (const box of whoKnows(parts, asked.workstation)) {
    const outcome = silent.has(box) ? SILENT : await parts.ask(box, 'ledgerRange', asked);
    if (outcome.kind === 'silent') silent.add(box);
    if (outcome.kind !== 'answered') {
      allHeard &&= outcome.kind === 'refused' && outcome.why === 'unavailable';
      continue;
    }
    const page = outcome.answer;
    const good = answersRange(asked, page) && page.entries.every((it) => counts(parts.store, parts.keyring, it));
    if (!good) parts.log.warn('bus.ledgerPageRefused', { box });
    else if (page.entries.length > 0) return { page, closes: false };
    else if (box === asked.workstation && page.beforeSeq === asked.beforeSeq) nothing = page;
    allHeard &&= good;
  }
  return nothing !== null && allHeard ? { page: nothing, closes: true } : null;
}

const SILENT = { kind: 'silent' } as const;

function whoKnows({ keyring, self }: CatchUpParts, owner: string): string[] {
  const hubs = keyring.boxes.filter(({ roles }) => roles.includes('hub')).map(({ box }) => box);
  return [...new Set([owner, ...hubs])].filter((box) => box !== self);
}
