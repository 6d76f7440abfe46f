/** A second signal this soon after the first is the same one: a terminal sends Ctrl-C to every process of its group. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Calls `stop` once, when this process is asked to end: by a signal, or because its supervisor is gone. A later signal calls `force`.
 * The result takes the handlers off again.
 */
export function onShutdown(stop: (why: string) => void, force: () => void): () => void {
  let asked = 0;
  const ask = (why: string): void => {
    const now = performance.now();
    if (asked === 0) {
      asked = now;
      stop(why);
    } else if (now - asked > SAME_SIGNAL_MS && why !== 'supervisor gone') {
      force();
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const handlers = signals.map((signal) => [signal, () => ask(signal)] as const);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  const gone = (): void => ask('supervisor gone');
  if (process.connected) process.on('disconnect', gone);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
    process.off('disconnect', gone);
  };
}

/** Tells whoever supervises this process how it is; nobody is told where nobody does. */
export function tellSupervisor(message: Readonly<Record<string, unknown>>): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
