/** Campaigns on a whole lane: real edge processes, emulated devices, a kiosk without a screen, and one blow a life. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Campaign, skippedResult } from '../campaign.ts';
import { faketimeLibrary, noTracing, system } from '../disk/machine.ts';
import { PowerDisk } from '../disk/power-disk.ts';
import { SmallDisk } from '../disk/small-disk.ts';
import { randomInstant, wirePoint } from '../lane/blow.ts';
import { damagedJournal } from '../lane/blow-of-damage.ts';
import { commitPoint, diskError, diskFull } from '../lane/blow-of-disk.ts';
import { clockJump, foulWires, powerCut } from '../lane/blow-of-nature.ts';
import { liveOften, type Meets, type Place } from './lives.ts';

/** A lane wants 32 free, and 8 that it keeps for itself. */
const SMALL_MEGABYTES = 64;
const POWER_MEGABYTES = 96;

interface Kind {
  readonly name: string;
  readonly about: string;
  /** Runs for each hundred kills, and at least so many. */
  readonly percent: number;
  readonly least: number;
  readonly place: () => Place | Promise<Place>;
  /** What a long one must have come past; nothing where it is left out. */
  readonly meets?: Meets;
  /** Why this machine cannot do it; null where it can. */
  readonly lacking?: () => string | null | Promise<string | null>;
}

/** Runs after which a campaign that never came past something has shown nothing about it: what is usual, and what is rare. */
const LONG = 200;
const VERY_LONG = 1_000;

const MONEY: Meets = {
  TransactionCompleted: LONG,
  ReceiptIssued: LONG,
  PaymentUnknown: LONG,
  PaymentResolved: LONG,
  PaymentReversed: VERY_LONG,
  PaymentAlarmRaised: VERY_LONG,
};

const kinds: readonly Kind[] = [
  {
    name: 'kill',
    about: 'the edge is killed at random instants of a scripted day',
    percent: 100,
    least: 1,
    place: () => ({ draw: randomInstant }),
    meets: {
      ...MONEY,
      PaymentReversed: LONG,
      PaymentAlarmRaised: LONG,
      ReturnStarted: LONG,
      PaymentRefunded: LONG,
      LineWeighed: LONG,
      AgeApproved: LONG,
      AgeDenied: LONG,
      TransactionRecalled: VERY_LONG,
    },
  },
  {
    name: 'commit',
    about: 'the edge is killed at the n-th write or sync of its life',
    percent: 20,
    least: 4,
    place: () => ({ draw: commitPoint }),
    lacking: noTracing,
  },
  {
    name: 'wire',
    about: 'the edge is killed n bytes into a payment or a receipt, either way',
    percent: 30,
    least: 5,
    place: () => ({ draw: wirePoint }),
    meets: MONEY,
  },
  {
    name: 'chaos',
    about: 'every wire delays, cuts, splits, joins, stalls and half-closes; the scanner also repeats and loses bytes',
    percent: 12,
    least: 3,
    place: () => ({ draw: foulWires }),
    meets: MONEY,
  },
  {
    name: 'disk-error',
    about: 'the disk refuses: no space, or an input/output error, at the n-th call',
    percent: 20,
    least: 4,
    place: () => ({ draw: diskError }),
    lacking: noTracing,
  },
  {
    name: 'disk-full',
    about: 'a real small file system fills up while a shopper is there',
    percent: 5,
    least: 1,
    place: smallDisk,
    lacking: () => SmallDisk.lacking(),
  },
  {
    name: 'salvage',
    about: 'the journal is damaged between two lives; what was not damaged is kept, and the lane goes on',
    percent: 10,
    least: 4,
    place: () => ({ draw: damagedJournal }),
    meets: { TransactionCompleted: LONG, PaymentUnknown: LONG, TransactionSetAside: LONG },
  },
  {
    name: 'clock',
    about: 'the wall clock jumps by an hour, either way, in mid-sale',
    percent: 5,
    least: 2,
    place: fakedClock,
    lacking: () => (faketimeLibrary() === null ? 'needs libfaketime' : null),
  },
  {
    name: 'power-lane',
    about: 'the power of the lane’s disk is cut in mid-sale: what was not synced is gone',
    percent: 5,
    least: 2,
    place: cutDisk,
    lacking: () => PowerDisk.lacking(),
  },
];

export const laneCampaigns: readonly Campaign[] = kinds.map(
  ({ name, about, percent, least, place, meets, lacking }) => ({
    name,
    about,
    share: (runs) => Math.max(least, Math.round((runs * percent) / 100)),
    async run(runs, seed) {
      const reason = (await lacking?.()) ?? null;
      return reason === null ? liveOften({ name, runs, seed, place, meets }) : skippedResult(about, reason);
    },
  }),
);

async function smallDisk(): Promise<Place> {
  const disk = await SmallDisk.mount(SMALL_MEGABYTES);
  return { folder: disk.folder, draw: diskFull(disk), remove: () => disk.remove() };
}

async function fakedClock(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'checkstand-fault-clock-'));
  return {
    draw: clockJump(join(folder, 'offset'), faketimeLibrary() ?? ''),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function cutDisk(): Promise<Place> {
  const disk = await PowerDisk.make(POWER_MEGABYTES);
  return {
    folder: disk.folder,
    draw: powerCut(disk),
    // The catalogue was imported long ago, as far as the disk is concerned.
    laidOut: async () => void (await system('sync', '-f', disk.folder)),
    remove: () => disk.remove(),
  };
}
