import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';

function logged(level: 'debug' | 'info' | 'warn') {
  const lines: Record<string, unknown>[] = [];
  const log = createLog(level, { write: (line) => void lines.push(JSON.parse(line)) });
  return { log, lines };
}

describe('the log', () => {
  it('writes one JSON line an event, with level, time, event and fields', () => {
    const { log, lines } = logged('info');
    log.info('lane.started', { resumed: true });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      event: 'lane.started',
      resumed: true,
    });
  });

  it('keeps quiet below its level', () => {
    const { log, lines } = logged('warn');
    log.debug('a');
    log.info('b');
    log.warn('c');
    expect(lines.map((line) => line.event)).toEqual(['c']);
  });

  it('hides secrets wherever they stand', () => {
    const { log, lines } = logged('info');
    log.error('x', {
      token: 'T0P',
      session: { cookie: 'C00KIE' },
      a: { b: { password: 'PASS' } },
      pan: '4111111111111111',
    });
    const text = JSON.stringify(lines);
    for (const secret of ['T0P', 'C00KIE', 'PASS', '4111']) expect(text).not.toContain(secret);
  });

  it('tells what was scanned at debug and not above', () => {
    const { log, lines } = logged('debug');
    log.debug('scan', { data: '5000000000001' });
    log.info('scan', { data: '5000000000001', length: 13 });
    expect(lines[0]).toMatchObject({ data: '5000000000001' });
    expect(lines[1]).not.toHaveProperty('data');
    expect(lines[1]).toMatchObject({ length: 13 });
  });
});
