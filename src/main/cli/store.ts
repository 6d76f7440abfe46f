import { importFirstGoods } from '../edge/catalogue.ts';
import { importFirstPromotions } from '../edge/promotions.ts';
import { onShutdown } from '../process/shutdown.ts';
import { type DeviceChoice, GATE_LIGHTS, LANE_LIGHTS, PAD_READERS } from '../store/device-choice.ts';
import { runStore } from '../store/run.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';

export interface StoreCommandOptions {
  readonly shell: boolean;
  readonly padReader: string;
  readonly laneLight: string;
  readonly gateLights: string;
}

/** The store in a box, until it is told to end. */
export async function storeCommand(options: StoreCommandOptions, io: Io): Promise<ExitCode> {
  const devices: DeviceChoice = {
    padReader: oneOf(PAD_READERS, options.padReader, '--pad-reader'),
    laneLight: oneOf(LANE_LIGHTS, options.laneLight, '--lane-light'),
    gateLights: oneOf(GATE_LIGHTS, options.gateLights, '--gate-lights'),
  };
  let asked: () => void = () => {};
  const ended = new Promise<null>((resolve) => {
    asked = () => resolve(null);
  });
  const release = onShutdown(asked, () => process.exit(EXIT.fault));
  try {
    const store = await runStore({
      workingDirectory: io.workingDirectory,
      env: io.env,
      window: options.shell,
      devices,
      colours: io.colours,
      importGoods: importFirstGoods,
      importPromotions: importFirstPromotions,
      out: io.out,
      err: io.err,
    });
    const failure = await Promise.race([ended, store.failed]);
    await store.stop();
    if (failure === null) return EXIT.done;
    io.err(`checkstand: ${failure}`);
    return EXIT.fault;
  } finally {
    release();
  }
}

function oneOf<Word extends string>(words: readonly Word[], text: string, option: string): Word {
  const word = words.find((each) => each === text);
  if (word === undefined)
    throw new UsageError(
      `${option} is ${words.slice(0, -1).join(', ')} or ${words.at(-1)}, not ${JSON.stringify(text)}`,
    );
  return word;
}
