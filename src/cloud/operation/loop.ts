/** Milliseconds of rest after the database or another server was away. */
const AWAY_MS = 5_000;

export interface Loop {
  /** Resolves when nothing of it is under way. */
  stop(): Promise<void>;
}

/**
 * Does `work` again and again for as long as there is any, and looks for more after every rest.
 * @param work gives how much it did; 0 when there was nothing to do.
 */
export function startLoop(
  work: () => Promise<number>,
  restMilliseconds: number,
  onError: (error: unknown) => void,
): Loop {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const round = async (): Promise<void> => {
    let rest = restMilliseconds;
    try {
      while (!stopped && (await work()) > 0);
    } catch (error) {
      onError(error);
      rest = AWAY_MS;
    }
    if (!stopped) timer = setTimeout(again, rest).unref();
  };
  const again = (): void => {
    running = round();
  };
  again();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
