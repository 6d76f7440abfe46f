import { readFile } from 'node:fs/promises';

/** Where Linux lists its connections (proc(5), "/proc/net/tcp"), by version of IP. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'] as const;
/** Slot, both ends with their ports, state 01 (established), queues, timer, and how often it has sent in vain: all in hexadecimal. */
const ROW = /^ *\d+: [\dA-F]+:([\dA-F]{4}) [\dA-F]+:([\dA-F]{4}) 01 [\dA-F]+:[\dA-F]+ [\dA-F]+:[\dA-F]+ ([\dA-F]+) /;

/** The tables of connections as text, one behind the other; empty on a system that has none. */
export async function readConnections(): Promise<string> {
  const texts = await Promise.all(TABLES.map((path) => readFile(path, 'utf8').catch(() => '')));
  return texts.join('\n');
}

/**
 * How often the system has sent a connection's bytes again since the other end acknowledged any; 0 where nothing waits, or it is not
 * listed. Of several connections with these two ports it is the one that does best, so that no line is taken for another that died.
 */
export function sentInVain(connections: string, localPort: number, remotePort: number): number {
  const counts = connections.split('\n').flatMap((line) => {
    const [, local = '', remote = '', times = ''] = ROW.exec(line) ?? [];
    return Number.parseInt(local, 16) === localPort && Number.parseInt(remote, 16) === remotePort
      ? [Number.parseInt(times, 16)]
      : [];
  });
  return counts.length === 0 ? 0 : Math.min(...counts);
}
