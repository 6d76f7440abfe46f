import { describe, expect, it } from 'vitest';
import { ScriptedReader } from '../../../test/fixtures/gate.ts';
import { HandClock } from '../../../test/fixtures/time.ts';
import { OutputSignals, type SignalWiring } from './output-signals.ts';

const WIRING: SignalWiring = { green: 1, red: 2, amber: null, siren: 3, door: 4, sirenMs: 3000, passMs: 2000 };

function signals(wiring: Partial<SignalWiring> = {}) {
  const clock = new HandClock();
  const reader = new ScriptedReader();
  return { clock, reader, gate: new OutputSignals(reader, { ...WIRING, ...wiring }, clock) };
}

describe('a gate at the outputs of a reader', () => {
  it('shows green, and red in its place', () => {
    const { reader, gate } = signals();
    gate.show('ready');
    gate.show('ready');
    gate.show('alarm');
    gate.show('held');
    gate.show('ready');
    expect(reader.outputs).toEqual(['1+', '2-', '1-', '2+', '1+', '2-']);
  });

  it('shows trouble amber, and where it has no amber neither green nor red', () => {
    const [dark, amber] = [signals(), signals({ amber: 5 })];
    for (const { gate } of [dark, amber]) for (const light of ['ready', 'trouble', 'alarm'] as const) gate.show(light);
    expect(dark.reader.outputs).toEqual(['1+', '2-', '1-', '2+']);
    expect(amber.reader.outputs).toEqual(['1+', '2-', '5-', '1-', '5+', '2+', '5-']);
  });

  it('sounds for as long as it is set to, from the last time', async () => {
    const { clock, reader, gate } = signals();
    gate.sound();
    await clock.advance(2000);
    gate.sound();
    await clock.advance(2999);
    expect(reader.outputs).toEqual(['3+']);
    await clock.advance(1);
    expect(reader.outputs).toEqual(['3+', '3-']);
  });

  it('is silent at once when it is told', async () => {
    const { clock, reader, gate } = signals();
    gate.sound();
    gate.hush();
    await clock.advance(10_000);
    expect(reader.outputs).toEqual(['3+', '3-']);
    expect(clock.pending).toBe(0);
  });

  it('shows red to one whose code does not open it, and green again behind them', async () => {
    const { clock, reader, gate } = signals();
    gate.show('ready');
    gate.refuse();
    await clock.advance(1999);
    expect(reader.outputs).toEqual(['1+', '2-', '1-', '2+']);
    await clock.advance(1);
    expect(reader.outputs).toEqual(['1+', '2-', '1-', '2+', '4-', '1+', '2-']);
  });

  it('keeps green for who may pass while another is refused, and opens for one who was', async () => {
    const { clock, reader, gate } = signals();
    gate.refuse();
    gate.letPass();
    gate.refuse();
    expect(reader.outputs).toEqual(['1-', '2+', '1+', '2-', '4+']);
    await clock.advance(2000);
    expect(reader.outputs.slice(5)).toEqual(['4-']);
    expect(clock.pending).toBe(0);
  });

  it('opens for one, shows them green, and is red again behind them', async () => {
    const { clock, reader, gate } = signals();
    gate.show('alarm');
    gate.letPass();
    await clock.advance(2000);
    expect(reader.outputs).toEqual(['1-', '2+', '1+', '2-', '4+', '4-', '1-', '2+']);
  });

  it('leaves alone what is not wired', async () => {
    const { clock, reader, gate } = signals({ green: null, siren: null, door: null });
    gate.show('alarm');
    gate.sound();
    gate.letPass();
    await clock.advance(5000);
    expect(reader.outputs).toEqual(['2+', '2-', '2+']);
  });

  it('goes dark when it stops', async () => {
    const { clock, reader, gate } = signals();
    gate.show('alarm');
    gate.sound();
    gate.letPass();
    gate.stop();
    expect(reader.outputs.slice(-3)).toEqual(['3-', '4-', '1-']);
    expect(clock.pending).toBe(0);
  });
});
