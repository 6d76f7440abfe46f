import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readJournal } from '../books/journal.ts';
import { type Campaign, type Failure, type Result, skippedResult } from '../campaign.ts';
import { Chance } from '../chance.ts';
import { PowerDisk } from '../disk/power-disk.ts';

const WRITER = fileURLToPath(new URL('../disk/writer.ts', import.meta.url));
const DISK_MEGABYTES = 48;
/** One cut in so many is made under a writer that does not wait for the disk, and must be seen to lose entries. */
const CONTROL_EVERY = 10;
const FEW_PAGES = 64;
const MANY_PAGES = 4096;

interface Cut {
  readonly acknowledged: number;
  readonly kept: number;
  readonly flaw: string | null;
}

/** Cuts the power of a disk under the product's journal: no entry that it gave its word for may be missing afterwards. */
export const power: Campaign = {
  name: 'power',
  about: 'the power of a disk is cut under the journal; what it acknowledged is there, and the chain is sound',
  share: (runs) => Math.max(2, Math.round(runs / 10)),
  async run(runs, seed) {
    const lacking = await PowerDisk.lacking();
    return lacking === null ? cutOften(runs, seed) : skippedResult('power cuts', lacking);
  },
};

async function cutOften(runs: number, seed: number): Promise<Result> {
  const failures: Failure[] = [];
  let acknowledged = 0;
  for (let at = seed; at < seed + runs; at += 1) {
    const cut = await oneCut(at, 'FULL');
    acknowledged += cut.acknowledged;
    const what = wrong(cut);
    if (what.length > 0) failures.push(failure(at, what));
  }
  const controls = Math.max(3, Math.ceil(runs / CONTROL_EVERY));
  const lost: number[] = [];
  for (let at = seed; at < seed + controls; at += 1) {
    const { acknowledged: told, kept } = await oneCut(at, 'NORMAL');
    lost.push(Math.max(0, told - kept));
  }
  const seen = lost.filter((entries) => entries > 0).length;
  if (seen === 0)
    failures.push(failure(seed, ['a writer that does not wait for the disk lost nothing: the cut cuts nothing']));
  return {
    runs,
    failures,
    figures: [
      {
        name: 'acknowledged',
        value: `${acknowledged} entries over ${runs} cuts${failures.length === 0 ? ', all there' : ''}`,
      },
      {
        name: 'control',
        value: `without waiting for the disk ${seen} of ${controls} cuts lost entries, ${Math.max(...lost)} at most`,
      },
    ],
    skipped: [],
  };
}

function wrong({ acknowledged, kept, flaw }: Cut): string[] {
  return [
    ...(kept < acknowledged ? [`${acknowledged - kept} acknowledged entries are gone of ${acknowledged}`] : []),
    ...(flaw === null ? [] : [`the journal: ${flaw}`]),
    ...(acknowledged === 0 ? ['nothing was acknowledged before the cut'] : []),
  ];
}

function failure(seed: number, what: readonly string[]): Failure {
  return { seed, step: 'power cut', what, reproduce: `npm run test:fault -- power --seed ${seed} --runs 1` };
}

/** One writer, one cut at a random time after its first word, one look at what is left. */
async function oneCut(seed: number, synchronous: 'FULL' | 'NORMAL'): Promise<Cut> {
  const chance = new Chance(seed);
  // Few pages make it checkpoint often; many leave all to the log.
  const pages = synchronous === 'NORMAL' ? MANY_PAGES : chance.pick([FEW_PAGES, MANY_PAGES]);
  const disk = await PowerDisk.make(DISK_MEGABYTES);
  try {
    const file = join(disk.folder, 'journal.db');
    const writer = spawn(process.execPath, [WRITER, file, synchronous, String(pages)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let told = '';
    writer.stdout.on('data', (chunk) => {
      told += chunk;
    });
    const closed = once(writer, 'close');
    await Promise.race([once(writer.stdout, 'data'), closed]);
    await delay(synchronous === 'NORMAL' ? chance.int(150, 400) : chance.int(5, 400));
    // A sync that fails because of the cut can still bring data to the disk: only a writer that is dead by then shows all that is lost.
    const dead = synchronous === 'NORMAL' || chance.happens(0.5);
    // What is told from here on is told by a machine whose power may have gone: a sync that waits while the file system is being shut down
    // can be answered with success, as no machine without power answers anything.
    const before = told;
    if (!dead) await disk.cut();
    writer.kill('SIGKILL');
    await closed;
    if (dead) await disk.cut();
    await disk.unmount();
    await disk.mount();
    const { entries, flaw } = readJournal(file);
    const heard = dead ? told : before;
    const whole = heard.slice(0, heard.lastIndexOf('\n')).split('\n');
    return { acknowledged: Number(whole.at(-1) ?? 0), kept: entries.at(-1)?.seq ?? 0, flaw };
  } finally {
    await disk.remove();
  }
}
