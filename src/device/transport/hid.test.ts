import { expect, it } from 'vitest';
import { realTimers } from '../rehearsal/real-timers.ts';
import { createHidTransport, loadHid } from './hid.ts';

const nobody = { kind: 'hid', vendorId: 0xfffe, productId: 0x0001, serialNumber: 'S 1' } as const;
const transport = createHidTransport(nobody, { timers: realTimers, usagePage: 0x8c });
const deaf = { data: () => undefined, closed: () => undefined };

it('says that the device is not there, or what this machine lacks to look for one', async () => {
  const failure = (await loadHid()) === null ? 'missingLibrary' : 'unreachable';
  expect(await transport.open(deaf, new AbortController().signal)).toEqual({ kind: 'failed', failure });
});

it('stops looking when told to', async () => {
  const given = new AbortController();
  const opening = transport.open(deaf, given.signal);
  given.abort();
  expect(await opening).toEqual({ kind: 'failed', failure: 'aborted' });
  expect(await transport.open(deaf, given.signal)).toEqual({ kind: 'failed', failure: 'aborted' });
});

it('is named as its address names it', () => {
  expect(transport.url).toBe('hid://fffe:0001/S%201');
});
