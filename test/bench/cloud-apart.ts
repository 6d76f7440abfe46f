import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a cloud of its own is told, beside where it listens. */
export interface ApartOptions {
  readonly databaseUrl: string;
  readonly connections?: number;
  readonly projects?: boolean;
}

export interface CloudApart {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a cloud as a process of its own, as it is in life: what a bench does beside it is not the cloud's time, nor its memory. */
export async function cloudApart(options: ApartOptions): Promise<CloudApart> {
  const child = fork(join(import.meta.dirname, 'cloud-process.ts'), [JSON.stringify(options)]);
  const ended = once(child, 'exit');
  const [ready] = (await Promise.race([once(child, 'message'), ended])) as [{ url: string } | number | null];
  if (ready === null || typeof ready !== 'object') throw new Error(`the cloud ended as it started: ${ready}`);
  return {
    url: ready.url,
    pid: child.pid ?? 0,
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
