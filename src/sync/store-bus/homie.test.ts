import { expect, test } from 'vitest';
import { HandClock } from '../../../test/fixtures/time.ts';
import { StateBoard, type StateNode } from './homie.ts';

function board() {
  const said: [string, string][] = [];
  const clock = new HandClock();
  const bus = { state: (levels: readonly string[], value: string) => void said.push([levels.join('/'), value]) };
  return { said, board: new StateBoard(bus, clock, 'Lane 1') };
}

const scanner = (value: string): Record<string, StateNode> => ({
  'scanner-1': {
    name: 'Scanner',
    type: 'scanner',
    properties: { state: { name: 'State', datatype: 'enum', format: 'ready,faulty', value } },
  },
});

test('a box is described first, then its values, and it is ready last', () => {
  const { said, board: shown } = board();
  shown.show(scanner('ready'));
  expect(said.map(([topic]) => topic)).toEqual(['$state', '$description', 'scanner-1/state', '$state']);
  expect(JSON.parse(said[1]?.[1] ?? '')).toEqual({
    homie: '5.0',
    version: 1_772_445_600,
    name: 'Lane 1',
    nodes: {
      'scanner-1': {
        name: 'Scanner',
        type: 'scanner',
        properties: { state: { name: 'State', datatype: 'enum', format: 'ready,faulty' } },
      },
    },
  });
  expect(said.at(-1)).toEqual(['$state', 'ready']);
});

test('only what changed is said again, and an empty value is not taken for none', () => {
  const { said, board: shown } = board();
  shown.show(scanner('ready'));
  said.length = 0;
  shown.show(scanner('ready'));
  shown.show(scanner('faulty'));
  shown.show(scanner(''));
  expect(said).toEqual([
    ['scanner-1/state', 'faulty'],
    ['scanner-1/state', '\0'],
  ]);
});

test('another set of devices is another description, of a higher version', () => {
  const { said, board: shown } = board();
  shown.show(scanner('ready'));
  shown.show({});
  shown.close();
  const versions = said.filter(([topic]) => topic === '$description').map(([, text]) => JSON.parse(text).version);
  expect(versions).toEqual([1_772_445_600, 1_772_445_601]);
  expect(said.filter(([topic]) => topic === '$state').map(([, value]) => value)).toEqual([
    'init',
    'ready',
    'init',
    'ready',
    'disconnected',
  ]);
});
