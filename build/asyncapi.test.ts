import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import specification from '@asyncapi/specs/schemas/3.0.0-without-$id.json' with { type: 'json' };
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { EVENTS, REQUESTS } from '../src/sync/wire/messages.ts';
import { parseTopic } from '../src/sync/wire/topics.ts';
import { ASYNCAPI_FILE, isStale } from './asyncapi.ts';

interface Document {
  readonly asyncapi: string;
  readonly channels: Record<
    string,
    { address: string; parameters: Record<string, unknown>; messages: Record<string, unknown> }
  >;
  readonly operations: Record<string, { action: string; channel: { $ref: string }; messages: { $ref: string }[] }>;
}

const SOURCES = join(import.meta.dirname, '../src');
const document = JSON.parse(readFileSync(ASYNCAPI_FILE, 'utf8')) as Document;

function at(reference: string): unknown {
  const path = reference.replace(/^#\//, '').split('/');
  return path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document);
}

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => (name === '$ref' ? [String(each)] : references(each)));
}

describe('the AsyncAPI document', () => {
  it('is what the messages are checked by (node build/asyncapi.ts)', () => {
    expect(isStale()).toBe(false);
  });

  it('is of version 3.0, and every reference in it leads somewhere', () => {
    expect(document.asyncapi).toBe('3.0.0');
    const all = references(document);
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter((reference) => at(reference) === undefined)).toEqual([]);
  });

  it('is what the official JSON Schema of AsyncAPI 3.0 asks for', () => {
    // Its formats (uri-reference, email) are of no concern here; its patterns are not written for the `u` flag.
    const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
    const isValid = ajv.compile(specification);
    expect([isValid(document), isValid.errors]).toEqual([true, null]);
    const [name = ''] = Object.keys(document.operations);
    const operations = { ...document.operations, [name]: { ...document.operations[name], action: 'shout' } };
    expect(isValid({ ...document, operations })).toBe(false);
  });

  it('has addresses that are topics of the bus, with all their parameters', () => {
    for (const { address, parameters } of Object.values(document.channels)) {
      const names = [...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(Object.keys(parameters)).toEqual(names);
      expect(parseTopic(address.replace(/\{\w+\}/g, 'x'))).not.toBe(null);
    }
  });

  it('has what the product says and answers, and nothing else', () => {
    const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(SOURCES, file), 'utf8'))
      .join('\n');
    const isDone = (channel: string) => {
      const what = channel.replace(/(?:Request|Response)$/, '');
      const call = what === channel ? 'publish|say' : 'serve';
      // An entry of a ledger is said under one of two names.
      const oneOfTwo = new RegExp(`publish\\([^;]*'${what}'`);
      return new RegExp(`\\.(?:${call})\\('${what}'`).test(sources) || oneOfTwo.test(sources);
    };
    const channels = Object.keys(document.channels).filter((channel) => channel !== 'directory');
    expect(channels.filter((channel) => !isDone(channel))).toEqual([]);
    const known = [...Object.keys(EVENTS), ...Object.keys(REQUESTS).flatMap((it) => [`${it}Request`, `${it}Response`])];
    expect(known.filter((channel) => isDone(channel) && !channels.includes(channel))).toEqual([]);
  });

  it('has an operation for either end of every channel', () => {
    const ends = Object.values(document.operations).map(({ action, channel }) => `${action} ${channel.$ref}`);
    const wanted = Object.keys(document.channels).flatMap((name) => [
      `send #/channels/${name}`,
      `receive #/channels/${name}`,
    ]);
    expect(ends.sort()).toEqual(wanted.sort());
  });
});
