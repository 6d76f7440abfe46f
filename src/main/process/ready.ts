import { z } from 'zod';

const readySchema = z.object({ kind: z.literal('ready'), url: z.url() });

/** What a process tells its supervisor when it can be used. */
export function ready(url: string): z.infer<typeof readySchema> {
  return { kind: 'ready', url };
}

/** The address that a ready process named, or null when the message is another. */
export function readyMessage(message: unknown): string | null {
  return readySchema.safeParse(message).data?.url ?? null;
}
