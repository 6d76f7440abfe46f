import { writeFileSync } from 'node:fs';
import { Chance } from '../chance.ts';
import { GARBLED, ROUGH } from '../chaos-weather.ts';
import type { PowerDisk } from '../disk/power-disk.ts';
import type { Draw } from './blow.ts';
import { DEVICES } from './rig.ts';

/** Foul weather on every device's wire for the time of a visit; then it is fair again, and the lane has to be well by itself. */
export const foulWires: Draw = (_, chance) => {
  const seed = chance.int(0, 2 ** 31);
  const fair = new Chance(seed);
  return {
    what: `foul weather on all wires (${seed})`,
    calms: true,
    before(_step, index, rig) {
      if (index > 0) return;
      for (const device of DEVICES)
        rig.proxies[device].setWeather(device === 'scanner' ? GARBLED : ROUGH, new Chance(`${seed} ${device}`));
    },
    over(rig) {
      for (const device of DEVICES) rig.proxies[device].setWeather(null, fair);
    },
  };
};

/** The wall clock jumps by an hour in the middle of a visit. `file` is where the faked clock reads how far it is off. */
export function clockJump(file: string, library: string): Draw {
  return (steps, chance) => {
    const at = chance.int(0, steps.length - 1);
    const by = chance.pick(['+3600', '-3600']);
    writeFileSync(file, '+0\n');
    return {
      what: `the clock jumped by ${by} s before step ${at}`,
      launch: {
        env: {
          LD_PRELOAD: library,
          FAKETIME_TIMESTAMP_FILE: file,
          FAKETIME_NO_CACHE: '1',
          // Only the wall clock jumps; what counts milliseconds goes on as it does on a real machine.
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
          DONT_FAKE_MONOTONIC: '1',
        },
      },
      before(_, index) {
        if (index === at) writeFileSync(file, `${by}\n`);
      },
    };
  };
}

/** The power of the disk goes at a random instant, and with it the edge: what was not synced is gone. */
export function powerCut(disk: PowerDisk): Draw {
  return (steps, chance) => {
    const at = chance.weighted(steps.map((step, index) => [step.kind === 'pay' ? 8 : 1, index] as const));
    const milliseconds = chance.int(0, 60);
    let cut: Promise<void> | undefined;
    let timer: NodeJS.Timeout | undefined;
    return {
      what: `the power went ${milliseconds} ms into step ${at}`,
      mayFail: true,
      lingersMs: 200,
      before(_, index, rig) {
        if (index !== at) return;
        timer = setTimeout(() => {
          // Stopped first: a machine without power prints nothing, and a sync that waits while the file system is being shut down can be
          // answered with success.
          rig.edge?.freeze();
          cut = disk.cut().finally(() => rig.edge?.killNow());
        }, milliseconds);
      },
      async over() {
        clearTimeout(timer);
        await (cut ?? disk.cut());
        await disk.unmount();
        await disk.mount();
      },
    };
  };
}
