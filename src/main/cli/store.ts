import { importFirstGoods } from '../edge/catalogue.ts';
import { importFirstPromotions } from '../edge/promotions.ts';
import { onShutdown } from '../process/shutdown.ts';
import { runStore } from '../store/run.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';

/** The store in a box, until it is told to end. */
export async function storeCommand(options: { readonly shell: boolean }, io: Io): Promise<ExitCode> {
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
