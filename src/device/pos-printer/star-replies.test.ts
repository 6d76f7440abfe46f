import { expect, it } from 'vitest';
import { StarReplies } from './star-replies.ts';

const WELL = {
  offline: false,
  coverOpen: false,
  cutter: false,
  stuck: false,
  drawerHigh: false,
  paper: 'ok',
} as const;
const read = (...bytes: number[]) => new StarReplies().push(Uint8Array.from(bytes));

it('reads a block of nine bytes, whole and a byte at a time', () => {
  const block = [0x23, 0x06, 0, 0, 0, 0, 0, 0x02, 0];
  expect(read(...block)).toEqual([{ kind: 'status', status: WELL, etbCount: 1 }]);
  const reader = new StarReplies();
  expect(block.flatMap((byte) => reader.push(Uint8Array.of(byte)))).toEqual([
    { kind: 'status', status: WELL, etbCount: 1 },
  ]);
});

it('reads a block of seven bytes, which has no counter', () => {
  expect(read(0x0f, 0x06, 0, 0, 0, 0, 0)).toEqual([{ kind: 'status', status: WELL, etbCount: null }]);
});

it.each([
  ['offline', 2, 0x08, { offline: true }],
  ['an open cover', 2, 0x20, { coverOpen: true }],
  ['the line of the drawer switch', 2, 0x04, { drawerHigh: true }],
  ['a stuck cutter', 3, 0x08, { cutter: true }],
  ['an unrecoverable error', 3, 0x20, { stuck: true }],
  ['a hot head', 3, 0x40, { stuck: true }],
  ['no paper', 5, 0x08, { paper: 'out' }],
  ['no paper, and near its end too', 5, 0x0c, { paper: 'out' }],
  ['paper near its end', 5, 0x04, { paper: 'nearEnd' }],
  ['paper near its end, inner sensor', 5, 0x02, { paper: 'nearEnd' }],
])('reads %s', (_name, at, byte, difference) => {
  const block = [0x23, 0x06, 0, 0, 0, 0, 0, 0, 0].map((plain, index) => (index === at ? byte : plain));
  expect(read(...block)).toEqual([{ kind: 'status', status: { ...WELL, ...difference }, etbCount: 0 }]);
});

it.each([
  [0x02, 1],
  [0x04, 2],
  [0x08, 4],
  [0x20, 8],
  [0x40, 16],
  [0x6e, 31],
])('reads the counter in %i as %i', (byte, count) => {
  expect(read(0x23, 0x06, 0, 0, 0, 0, 0, byte, 0)).toMatchObject([{ etbCount: count }]);
});

it('gives up a block that breaks off, and reads the one that begins in it', () => {
  const reader = new StarReplies();
  expect(reader.push(Uint8Array.of(0x23, 0x06, 0x20, 0x0f, 0x06, 0, 0, 0, 0, 0))).toEqual([
    { kind: 'status', status: WELL, etbCount: null },
  ]);
  expect(reader.skipped).toBe(3);
});

it('skips what is no block: answers of other languages, flow control, a length too short for a state', () => {
  const reader = new StarReplies();
  expect(reader.push(Uint8Array.of(0x12, 0x11, 0x13, 0x80, 0x01, 0x00, 0xff))).toEqual([]);
  expect(reader.skipped).toBe(7);
});

it('forgets a half block with the line it came on', () => {
  const reader = new StarReplies();
  reader.push(Uint8Array.of(0x0f, 0x06, 0x20));
  reader.reset();
  expect(reader.push(Uint8Array.of(0, 0, 0, 0))).toEqual([]);
});

const BLOCK_OF_A_NETWORK = [0x23, 0x86, 0, 0, 0, 0, 0, 0x02, 0];
const END = [0x1b, 0x1d, 0x03, 0x01, 0x2a, 0x1f, 0x07, 0x00];

it('reads the block of a printer on a network, which says how much follows', () => {
  const state = { kind: 'status', status: WELL, etbCount: 1 };
  expect(read(...BLOCK_OF_A_NETWORK, 0, 0, ...BLOCK_OF_A_NETWORK, 0, 0)).toEqual([state, state]);
  expect(read(...BLOCK_OF_A_NETWORK, 0)).toEqual([]);
  // An answer to ENQ, which is never asked: passed over whole.
  expect(read(...BLOCK_OF_A_NETWORK, 0, 8, 0x30, 0x31, 0x3a, 0x42, 0, 1, 0x23, 0x3b, ...END)).toEqual([
    state,
    { kind: 'printEnd', document: 0x1f2a },
  ]);
});

it('reads the end of a print, bare on a serial line and wrapped on a network', () => {
  const end = { kind: 'printEnd', document: 0x1f2a };
  expect(read(...END)).toEqual([end]);
  const wrapped = [...BLOCK_OF_A_NETWORK, 0, 15, 0x32, 0x30, 0x3a, 0x42, 0, 8, ...END, 0x3b];
  expect(read(...wrapped)).toEqual([{ kind: 'status', status: WELL, etbCount: 1 }, end]);
  const reader = new StarReplies();
  expect(wrapped.flatMap((byte) => reader.push(Uint8Array.of(byte)))).toHaveLength(2);
});

it.each([
  ['of another kind than was asked for', [0x1b, 0x1d, 0x03, 0x00, 0x2a, 0x1f, 0x07, 0x00]],
  ['that does not end with NUL', [0x1b, 0x1d, 0x03, 0x01, 0x2a, 0x1f, 0x07, 0x01]],
])('is told of no end by one %s', (_, bytes) => {
  expect(read(...bytes)).toEqual([]);
});

it('finds a block within what only began like another', () => {
  expect(read(0x1b, 0x23, 0x0f, 0x06, 0, 0, 0, 0, 0)).toEqual([{ kind: 'status', status: WELL, etbCount: null }]);
  expect(read(0x23, 0x86, 0, 0, 0, 0, 0, 0, 0, 0xff, ...END)).toEqual([{ kind: 'printEnd', document: 0x1f2a }]);
});
