import { describe, expect, it } from 'vitest';
import { ManualTime } from '../../rehearsal/manual-time.ts';
import { CommandDesk } from './command-desk.ts';

function desk(accepts: 'accepted' | 'full' | 'closed' = 'accepted') {
  const time = new ManualTime();
  const ids: string[] = [];
  let chance = 0.1;
  const opened = new CommandDesk({
    timers: time,
    random: () => (chance += 0.1),
    limitMs: 3000,
    send: (_, bytes) => {
      ids.push((JSON.parse(Buffer.from(bytes).toString()) as { command_id: string }).command_id);
      return accepts;
    },
  });
  return { desk: opened, time, ids };
}
const reply = (id: string, command = 'get_mode', success = true) =>
  ({ kind: 'reply', id, command, success, payload: { type: 'CUSTOM' } }) as const;

describe('a command', () => {
  it('is answered by the reply with its id, whatever the order of replies', async () => {
    const { desk: open, ids, time } = desk();
    const mode = open.ask('get_mode');
    const start = open.ask('start');
    expect(open.take(reply(ids[1]!, 'start', false))).toBe(true);
    expect(open.take(reply(ids[0]!))).toBe(true);
    expect(await start).toEqual({ kind: 'refused' });
    expect(await mode).toEqual({ kind: 'done', payload: { type: 'CUSTOM' } });
    expect(time.waiting).toBe(0);
  });

  it('is not answered by a reply to another, to none, or twice', async () => {
    const { desk: open, ids, time } = desk();
    const mode = open.ask('get_mode');
    expect(open.take(reply('abcd134'))).toBe(false);
    expect(open.take(reply(ids[0]!, 'start'))).toBe(false);
    await time.advance(2999);
    expect(open.take(reply(ids[0]!))).toBe(true);
    expect(open.take(reply(ids[0]!))).toBe(false);
    expect(await mode).toMatchObject({ kind: 'done' });
  });

  it('is unanswered when its time is over, or its own shorter one', async () => {
    const { desk: open, ids, time } = desk();
    const [usual, short] = [open.ask('get_mode'), open.ask('get_mode', {}, 700)];
    await time.advance(700);
    expect(await short).toEqual({ kind: 'unanswered', code: 'DEVICE_SILENT' });
    expect(open.take(reply(ids[1]!))).toBe(false);
    await time.advance(2300);
    expect(await usual).toEqual({ kind: 'unanswered', code: 'DEVICE_SILENT' });
  });

  it('is unanswered when the connection goes, and its reply on the next one is nobody’s', async () => {
    const { desk: open, ids, time } = desk();
    const before = open.ask('get_mode');
    open.forget();
    expect(await before).toEqual({ kind: 'unanswered', code: 'DEVICE_SILENT' });
    void open.ask('get_mode');
    expect(ids[0]).not.toBe(ids[1]);
    expect(open.take(reply(ids[0]!))).toBe(false);
    expect(time.waiting).toBe(1);
  });

  it.each(['full', 'closed'] as const)('is unanswered at once on a line that is %s', async (outcome) => {
    expect(await desk(outcome).desk.ask('start')).toEqual({ kind: 'unanswered', code: 'DEVICE_SILENT' });
  });

  it('is not sent when very many wait already', async () => {
    const { desk: open, ids } = desk();
    for (let count = 0; count < 40; count++) void open.ask('get_status');
    expect(ids).toHaveLength(32);
    expect(await open.ask('get_status')).toEqual({ kind: 'unanswered', code: 'DEVICE_SILENT' });
  });
});
