import { describe, expect, it } from 'vitest';
import { rospec } from './configuration.ts';
import { parameter, u16, u32 } from './message.ts';
import { llrpProfileSchema } from './profile.ts';
import { rospecDrift } from './rospec-drift.ts';
import { settingsOf } from './settings.ts';

const PROFILE = { version: 1, category: 'rfidReader', vendor: 'Any', model: 'Any', protocol: 'llrp' };
const settings = (more: object = {}) =>
  settingsOf(llrpProfileSchema.parse({ ...PROFILE, antennas: [1, 2], ...more }), {});
const VERSION = 1;
const OK = parameter(287, u16(0), u16(0));

/** An operation as a reader tells it; ours at work, unless told otherwise. */
interface Told {
  readonly id?: number;
  readonly priority?: number;
  readonly state?: number;
  readonly start?: number;
  readonly stop?: number;
  readonly antennas?: readonly number[];
  readonly ends?: number;
  readonly inventories?: number;
  readonly trigger?: number;
  readonly every?: number;
  readonly content?: number;
  readonly defaults?: boolean;
}

function told(each: Told = {}): number[] {
  const { antennas = [1, 2], inventories = 1, defaults = false } = each;
  const inventory = parameter(
    183,
    u16(antennas.length),
    antennas.flatMap(u16),
    parameter(184, [each.ends ?? 0], u32(0)),
    // AntennaConfiguration (222): what it inventories with, which we did not say.
    parameter(186, u16(1), [1], defaults ? parameter(222, u16(1), parameter(224, u16(1), u16(1), u16(7))) : []),
  );
  return parameter(
    177,
    [...u32(each.id ?? 1), each.priority ?? 0, each.state ?? 2],
    parameter(178, parameter(179, [each.start ?? 0]), parameter(182, [each.stop ?? 0], u32(0))),
    ...Array.from({ length: inventories }, () => inventory),
    // C1G2EPCMemorySelector (348).
    parameter(
      237,
      [each.trigger ?? 2, ...u16(each.every ?? 1)],
      parameter(238, u16(each.content ?? 0x1780), defaults ? parameter(348, [0]) : []),
    ),
  );
}

function drift(rospecs: readonly (readonly number[])[], more: object = {}, antennas = 4): string[] {
  const bytes = Uint8Array.from([...OK, ...rospecs.flat()]);
  return rospecDrift({ bytes, from: 0, to: bytes.length }, settings(more), VERSION, { antennas });
}

describe('a reader’s operation', () => {
  it('is the one that it was given, with defaults of its own or without', () => {
    expect(drift([told()])).toEqual([]);
    expect(drift([told({ defaults: true, content: 0x17bf })])).toEqual([]);
    expect(drift([told({ antennas: [2, 1] })])).toEqual([]);
    // As it was sent it is disabled, and everything else is as it should be.
    expect(drift([rospec(settings(), VERSION)])).toEqual(['rospec']);
  });

  it('may spell out which antennas all are, and no fewer', () => {
    expect(drift([told({ antennas: [0] })], { antennas: [] })).toEqual([]);
    expect(drift([told({ antennas: [1, 2, 3, 4] })], { antennas: [] })).toEqual([]);
    expect(drift([told({ antennas: [1, 2, 3] })], { antennas: [] })).toEqual(['rospec.antennas']);
  });

  it.each<[string, Told, string]>([
    ['at work', { state: 1 }, 'rospec'],
    ['of its priority', { priority: 3 }, 'rospec.priority'],
    ['begun by command', { start: 2 }, 'rospec.start'],
    ['without end', { stop: 1 }, 'rospec.stop'],
    ['at these antennas', { antennas: [1] }, 'rospec.antennas'],
    ['of one inventory', { inventories: 2 }, 'rospec.inventory'],
    ['of an inventory without end', { ends: 1 }, 'rospec.inventory'],
    ['told by the tag', { trigger: 1 }, 'rospec.trigger'],
    ['told at each tag', { every: 100 }, 'rospec.trigger'],
    ['told with its RSSI', { content: 0x1380 }, 'rospec.content'],
    ['told with nothing else', { content: 0x9780 }, 'rospec.content'],
  ])('has drifted where it is no longer %s', (_, each, where) => {
    expect(drift([told(each)])).toEqual([where]);
  });

  it('is gone where it is not told, or can’t be read', () => {
    expect(drift([])).toEqual(['rospec']);
    expect(drift([told({ id: 7, state: 1 })])).toEqual(['rospec']);
    expect(drift([parameter(177, u32(1), [0, 2])])).toEqual(['rospec']);
    expect(drift([parameter(177, u32(1), [0, 2], parameter(183, u16(9), u16(1)))])).toEqual(['rospec']);
  });

  it('is not alone where another is at work', () => {
    expect(drift([told(), told({ id: 7 })])).toEqual(['rospec.other']);
    expect(drift([told(), told({ id: 7, state: 0 })])).toEqual([]);
  });
});
