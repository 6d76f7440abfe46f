import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readDigitalLink } from '../../src/domain/gs1/digital-link.ts';

/** A link with what it holds in the order of the link, or why it is refused. */
interface Vector {
  readonly uri: string;
  readonly ais?: Readonly<Record<string, string>>;
  readonly refused?: string;
  readonly source: string;
}

const VECTORS: readonly Vector[] = readFileSync(new URL('gs1-digital-links.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

describe('published Digital Links', () => {
  for (const { uri, ais, refused, source } of VECTORS) {
    test(`${uri === '' ? 'nothing' : uri} (${source})`, () => {
      const read = readDigitalLink(uri);
      if (read.kind === 'refused') expect({ reason: read.flaw.reason }).toEqual({ reason: refused });
      else expect(Object.fromEntries(read.elements.map(({ ai, value }) => [ai, value]))).toEqual(ais);
    });
  }
});
