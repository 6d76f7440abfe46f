/** Runs `run` for each item, `most` at a time; resolves when all are done. `run` doesn't reject. */
export async function atOnce<T>(most: number, items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
}
