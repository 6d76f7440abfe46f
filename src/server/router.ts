import { initTRPC, TRPCError } from '@trpc/server';
import { type CommandAnswer, type CommandEnvelope, commandEnvelopeSchema } from '../protocol/command.ts';
import type { Role } from '../protocol/role.ts';
import type { KioskView } from '../protocol/view.ts';

/** What one connection brings: the role its session was opened with, and the lane behind it. */
export interface ConnectionContext {
  readonly role: Role | null;
  /** Names this connection while it lives; a staff member's grant is bound to it. */
  readonly connection: string;
  readonly kiosk: {
    command(connection: string, envelope: CommandEnvelope): CommandAnswer;
    views(connection: string, signal: AbortSignal): AsyncIterable<KioskView>;
  };
}

const t = initTRPC.context<ConnectionContext>().create({ isDev: false });

/** Only a connection that was opened as a kiosk's speaks for the kiosk. */
const kiosk = t.procedure.use(({ ctx, next }) => {
  if (ctx.role !== 'kiosk') throw new TRPCError({ code: 'FORBIDDEN' });
  return next();
});

/** The one router between screens and edge, over one WebSocket. */
export const router = t.router({
  kiosk: t.router({
    command: kiosk
      .input(commandEnvelopeSchema)
      .mutation(({ ctx, input }): CommandAnswer => ctx.kiosk.command(ctx.connection, input)),
    view: kiosk.subscription(async function* ({ ctx, signal }): AsyncGenerator<KioskView> {
      yield* ctx.kiosk.views(ctx.connection, signal ?? new AbortController().signal);
    }),
  }),
});

export type AppRouter = typeof router;
