import { expect, test } from 'vitest';
import { sentInVain } from './unacknowledged.ts';

/** As Linux 6.1 wrote it: a listening socket, a line that is well, one with bytes in flight, and one that was closed meanwhile. */
const CONNECTIONS = [
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
  '   0: 0100007F:1C84 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 8565100 1 0000000000000000 100 0 0 10 0',
  '   1: 01D512C6:AC90 02D512C6:2328 01 00000000:00000000 02:00000050 00000000     0        0 8565180 2 0000000000000000 20 4 30 10 -1',
  ' 125: 01D512C6:AC8E 02D512C6:2328 01 00000001:00000000 01:00000080 00000003     0        0 8565184 3 0000000000000000 163 0 0 1 -1',
  ' 126: 01D512C6:AC92 02D512C6:2328 04 00000001:00000000 01:00000080 00000009     0        0 8565184 3 0000000000000000 163 0 0 1 -1',
  '   2: 0000000000000000FFFF00000100007F:AC94 0000000000000000FFFF00000100007F:238C 01 00000006:00000000 01:00000014 0000000A     0        0 9 2 0 20 4 30 10 -1',
].join('\n');

test.each([
  ['of a line that is well', 0xac90, 0x2328, 0],
  ['of a line that died', 0xac8e, 0x2328, 3],
  ['in hexadecimal, also over IPv6', 0xac94, 0x238c, 10],
  ['of a line that is not open any more', 0xac92, 0x2328, 0],
  ['of a line to another port', 0xac8e, 0x2329, 0],
  ['of a line that is not listed', 0xffff, 0x2328, 0],
])('tells how often bytes were sent in vain: %s', (_, local, remote, times) => {
  expect(sentInVain(CONNECTIONS, local, remote)).toBe(times);
});

test('of two lines with the same ports the one that does best is told, and a system without a table has none', () => {
  const twin = CONNECTIONS.replaceAll('AC90', 'AC8E');
  expect(sentInVain(twin, 0xac8e, 0x2328)).toBe(0);
  expect(sentInVain('', 0xac8e, 0x2328)).toBe(0);
});
