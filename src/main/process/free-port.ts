import { createServer } from 'node:net';

/** True where nothing listens on the port right now. Someone may take it a moment later: whoever binds it must still cope. */
export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
