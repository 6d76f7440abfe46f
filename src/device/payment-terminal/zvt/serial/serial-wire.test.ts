import { describe, expect, it } from 'vitest';
import { ManualTime } from '../../../rehearsal/manual-time.ts';
import type { Link } from '../../../supervisor/driver.ts';
import { encodeBlock } from './block.ts';
import { SerialWire } from './serial-wire.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const ACK = '06';
const NAK = '15';
const PAY = '0601';
const DONE = '800000';
const block = (apdu: string) => hex(encodeBlock(bytes(apdu)));

function rig() {
  const time = new ManualTime();
  const written: string[] = [];
  const heard: string[] = [];
  const dropped: string[] = [];
  let session: Link | null = null;
  const link: Link = {
    write: (it) => {
      written.push(hex(it));
      return 'accepted';
    },
    alive: () => undefined,
    report: () => undefined,
    drop: (code) => dropped.push(code),
  };
  const wire = new SerialWire(
    {
      opened: (it) => {
        session = it;
      },
      received: (it) => heard.push(hex(it)),
      lost: () => undefined,
    },
    { ackMs: 1500, byteMs: 200, attempts: 3 },
    time,
  );
  wire.opened(link);
  const send = (apdu: string) => session!.write(bytes(apdu));
  const receive = (text: string) => wire.received(bytes(text));
  return { time, written, heard, dropped, wire, send, receive };
}

describe('a serial line under a ZVT session', () => {
  it('sends a block again when it is refused or not answered, three times in all, and then gives the line up', async () => {
    const { send, receive, written, dropped, time } = rig();
    send(PAY);
    receive(NAK);
    await time.advance(1500);
    expect(written).toEqual([block(PAY), block(PAY), block(PAY)]);
    expect(dropped).toEqual([]);
    await time.advance(1500);
    expect(written).toHaveLength(3);
    expect(dropped).toEqual(['DEVICE_SILENT']);
    expect(time.waiting).toBe(0);
  });

  it('sends one block at a time, in order, and says when there is no room for more', () => {
    const { send, receive, written } = rig();
    expect([PAY, '06b0', ...Array<string>(8).fill(DONE)].map(send)).toEqual([...Array(9).fill('accepted'), 'full']);
    expect(written).toEqual([block(PAY)]);
    receive(ACK);
    expect(written).toEqual([block(PAY), block('06b0')]);
  });

  it('acknowledges each block, and hands it on bare', () => {
    const { receive, written, heard } = rig();
    receive(block('06d100'));
    expect([written, heard]).toEqual([[ACK], ['06d100']]);
  });

  it('refuses a damaged block, and one that breaks off', async () => {
    const { receive, written, heard, time } = rig();
    receive(block(DONE).replace(/1f$/, '1e'));
    receive('1002 0601');
    await time.advance(200);
    expect([written, heard]).toEqual([[NAK, NAK], []]);
    expect(time.waiting).toBe(0);
  });

  it('hands a repeated block on once, and the same words said again later twice', () => {
    const { send, receive, heard } = rig();
    receive(block('06d100'));
    receive(block('06d100'));
    send(DONE);
    receive(ACK);
    receive(block('06d100'));
    expect(heard).toEqual(['06d100', '06d100']);
  });

  it('never repeats a command that was answered, though its acknowledgement was lost', async () => {
    const { send, receive, written, heard, time } = rig();
    send(PAY);
    receive(block(DONE));
    await time.advance(10_000);
    expect(written).toEqual([block(PAY), ACK]);
    expect(heard).toEqual([DONE]);
  });

  it('gives up a line on which nothing can be read', () => {
    const { receive, dropped } = rig();
    for (let times = 0; times < 10; times++) receive('1002 0601 1003 0000');
    expect(dropped).toEqual(['DEVICE_PROTOCOL']);
  });

  it('leaves no timer when the line is lost', async () => {
    const { send, receive, wire, time } = rig();
    send(PAY);
    receive('1002');
    wire.lost();
    expect(time.waiting).toBe(0);
    expect(send(PAY)).toBe('closed');
  });
});
