const undone = new Set<() => void>();
let watching = false;

/**
 * Undoes something when this process ends before it was undone in the ordinary way: by an error, Ctrl-C, or a runner that lost its
 * patience. What was done last is undone first. Returns what takes the order back.
 */
export function atExit(undo: () => void): () => void {
  if (!watching) {
    watching = true;
    process.on('exit', () => {
      for (const each of [...undone].reverse()) {
        try {
          each();
        } catch {
          // The others have to be undone all the same.
        }
      }
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
  }
  undone.add(undo);
  return () => void undone.delete(undo);
}
