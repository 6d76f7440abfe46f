import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually, RawHost } from '../../../test/emulator/raw-host.ts';
import { silentLog } from '../log.ts';
import { EmulatedLights } from './index.ts';
import { RelayParser } from './relay-parser.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const ON_1 = 'a0 01 01 a2';
const OFF_1 = 'a0 01 00 a1';
const ON_3 = 'a0 03 01 a4';

describe('the commands of a relay board', () => {
  it('are read whole, several together, and byte by byte', () => {
    const bytes = hex(`${ON_1} ${OFF_1} ${ON_3}`);
    const expected = [
      { relay: 1, closed: true },
      { relay: 1, closed: false },
      { relay: 3, closed: true },
    ];
    expect(new RelayParser(4).push(bytes)).toEqual(expected);
    const parser = new RelayParser(4);
    expect([...bytes].flatMap((byte) => parser.push(Uint8Array.of(byte)))).toEqual(expected);
    expect(parser.passedOver).toBe(0);
  });

  it.each([
    ['a wrong sum', 'a0 01 01 a3'],
    ['a relay the board has not', 'a0 05 01 a6'],
    ['relay 0', 'a0 00 01 a1'],
    ['a state that is none', 'a0 01 02 a3'],
    ['another start', 'b0 01 01 b2'],
    ['a start within a start', 'a0 a0 01'],
  ])('are none with %s, and the next good one is found', (_, text) => {
    const parser = new RelayParser(4);
    expect(parser.push(hex(`${text} ${ON_1} 00`))).toEqual([{ relay: 1, closed: true }]);
    expect(parser.passedOver).toBe(hex(text).length);
  });

  it('begun on a line that dropped end with it', () => {
    const parser = new RelayParser(4);
    parser.push(hex('a0 01 01'));
    parser.reset();
    expect(parser.push(hex('a2'))).toEqual([]);
    expect(parser.push(hex(ON_1))).toEqual([{ relay: 1, closed: true }]);
  });

  it('come out of garbage however it is cut: the same for every cut, and never a wrong one', () => {
    const garbage = fc.array(fc.oneof(fc.constantFrom(0xa0, 1, 0, 0xa2, 0xa1), fc.nat(255)), { maxLength: 200 });
    fc.assert(
      fc.property(garbage, fc.integer({ min: 1, max: 9 }), (numbers, size) => {
        const bytes = Uint8Array.from(numbers);
        const whole = new RelayParser(4);
        const cut = new RelayParser(4);
        const commands = whole.push(bytes);
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          cut.push(bytes.subarray(at * size, (at + 1) * size)),
        );
        expect(pieces.flat()).toEqual(commands);
        expect(commands.every(({ relay }) => relay >= 1 && relay <= 4)).toBe(true);
        expect(whole.passedOver + 4 * commands.length).toBeGreaterThan(bytes.length - 4);
      }),
    );
  });
});

describe('an emulated lane light', () => {
  const all: EmulatedLights[] = [];
  afterEach(async () => {
    await Promise.all(all.splice(0).map((each) => each.stop()));
  });

  async function lightsAndHost() {
    const options = { host: '127.0.0.1', port: 0, log: silentLog, now: () => 7, onChange: () => {} };
    const lights = new EmulatedLights(options);
    all.push(lights);
    await lights.start();
    return { lights, host: await RawHost.connect(lights.port) };
  }

  it('knows which lamps are lit, both together too, and remembers', async () => {
    const { lights, host } = await lightsAndHost();
    expect(lights.lit).toEqual([]);
    host.write(`${ON_1} ${ON_3} ff ${OFF_1} a0 04 01 a5`);
    await eventually(() => lights.commands === 4, 'all commands');
    expect(lights.lit).toEqual(['red']);
    expect(lights.past.map(({ lit }) => lit.join('+'))).toEqual(['red', 'red', 'green+red', 'green']);
    expect(lights.past[0]).toEqual({ lit: ['red'], at: 7 });
    expect(lights.passedOver).toBe(1);
    expect(host.waiting.length).toBe(0);
  });

  it('goes dark when its plug is pulled, or its power fails unseen', async () => {
    const { lights, host } = await lightsAndHost();
    host.write(ON_1);
    await eventually(() => lights.lit.length === 1, 'a lamp');
    lights.blink();
    expect(lights.lit).toEqual([]);
    expect(lights.connected).toBe(true);
    host.write(ON_3);
    await eventually(() => lights.lit.length === 1, 'a lamp again');
    lights.unplug();
    await host.closed();
    expect(lights.lit).toEqual([]);
  });

  it('does nothing while it is deaf', async () => {
    const { lights, host } = await lightsAndHost();
    lights.setDeaf(true);
    host.write(ON_1);
    await eventually(() => lights.commands === 1, 'the command');
    expect(lights.lit).toEqual([]);
  });

  it('remembers no more than fifty lights', async () => {
    const { lights, host } = await lightsAndHost();
    host.write(Array(40).fill(`${ON_1} ${OFF_1}`).join(' '));
    await eventually(() => lights.commands === 80, 'all commands');
    expect(lights.past).toHaveLength(50);
  });
});
