import { join } from 'node:path';
import { Chance } from '../fault/chance.ts';
import { demoGoods } from '../fault/lane/goods.ts';
import { Player } from '../fault/lane/play.ts';
import { Rig } from '../fault/lane/rig.ts';
import { shownGoods } from '../fault/product.ts';
import { percentiles, type Row } from './row.ts';
import { withFolder } from './scratch.ts';

const KILLS = 60;
const LIMIT_MS = 1_000;

/**
 * From the start of the edge's process, after it was killed with a basket on the lane, to the view with that basket at a kiosk that has
 * found it again by itself. Devices are emulated; one more thing is scanned before each kill.
 */
export async function* run(): AsyncGenerator<Row> {
  const times = await withFolder(async (folder) => {
    const rig = await Rig.layOut(join(folder, 'lane'));
    try {
      return await killOften(rig);
    } finally {
      await rig.close();
    }
  });
  const figures = percentiles(times);
  yield {
    suite: 'restore',
    name: 'basket',
    unit: 'ms',
    ...figures,
    target: `p99 <= ${LIMIT_MS}`,
    reached: figures.p99 <= LIMIT_MS,
  };
}

async function killOften(rig: Rig): Promise<number[]> {
  const { plain } = demoGoods();
  await rig.start();
  const times: number[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const shopper = new Player(rig, new Chance(kill), () => false);
    await shopper.play({ kind: 'scan', data: plain[kill % plain.length] ?? '' });
    if (shopper.situation.kind !== 'basket') throw new Error(`there is no basket: ${shopper.situation.kind}`);
    const before = goods(rig);
    await rig.kill();
    const start = await rig.start();
    if (start.kind !== 'shown' || goods(rig) !== before) throw new Error(`the basket is not back: ${start.kind}`);
    times.push(start.milliseconds);
  }
  return times;
}

/** Without the word about the last scan, which no restart brings back. */
function goods({ kiosk }: Rig): string {
  return shownGoods(kiosk.view === null ? null : { ...kiosk.view, notice: null });
}
