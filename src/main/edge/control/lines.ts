import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';

/** Calls `take` for each line of the socket; a line longer than `limit` characters destroys the connection. */
export function onLines(socket: Socket, limit: number, take: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let held = '';
  socket.on('data', (chunk) => {
    held += decoder.write(chunk);
    let end = held.indexOf('\n');
    while (end !== -1) {
      const line = held.slice(0, end);
      held = held.slice(end + 1);
      if (line !== '') take(line);
      end = held.indexOf('\n');
    }
    if (held.length > limit) socket.destroy();
  });
}
