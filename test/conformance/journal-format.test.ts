import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MAX_DEPTH } from '../../src/domain/journal/canonical.ts';
import { type JournalRecord, MAX_ENTRY_BYTES, NO_HASH, type Sha256, seal } from '../../src/domain/journal/record.ts';
import { chainVerifier } from '../../src/domain/journal/verify.ts';

const document = readFileSync(new URL('../../docs/journal-format.md', import.meta.url), 'utf8');
const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The published entries: each a heading, then a record, the number of its bytes, its canonical form and its hash. */
const entries = document
  .split(/^### Entry \d+$/m)
  .slice(1)
  .map((section) => {
    const [record, canonical, hash] = [...section.matchAll(/^```(?:json|text)\n([\s\S]*?)\n```$/gm)].map(
      (block) => block[1]!,
    );
    const size = Number(/^Canonical form, (\d+) bytes/m.exec(section)?.[1]);
    return { record: JSON.parse(record!) as JournalRecord, canonical: canonical!, hash: hash!, size };
  });

describe('the test vector of docs/journal-format.md', () => {
  test('has three entries, the first of which follows nothing', () => {
    expect(entries.map(({ record }) => record.seq)).toEqual([1, 2, 3]);
    expect(entries[0]?.record.prevHash).toBe(NO_HASH);
  });

  for (const [index, { record, canonical, hash, size }] of entries.entries()) {
    test(`entry ${index + 1}: record → canonical bytes → hash → the next one's prevHash`, () => {
      const sealed = seal(record, sha256);
      expect(new TextDecoder().decode(sealed.bytes)).toBe(canonical);
      expect(sealed.bytes).toHaveLength(size);
      expect(sealed.hash).toBe(hash);
      const next = entries[index + 1];
      if (next !== undefined) expect(next.record.prevHash).toBe(hash);
    });
  }

  test('is a sound journal', () => {
    const verifier = chainVerifier(sha256);
    for (const { canonical, hash } of entries) {
      expect(verifier.next(new TextEncoder().encode(canonical), hash)).toMatchObject({ kind: 'ok', hash });
    }
  });
});

test('the page states the bounds that the code has, and each break by its name', () => {
  expect(document).toContain(`${MAX_DEPTH} deep`);
  expect(document).toContain(`${MAX_ENTRY_BYTES.toLocaleString('en')} of them`);
  const named = ['notJson', 'badRecord', 'notCanonical', 'otherWorkstation', 'epochLink', 'seqGap', 'prevHash', 'hash'];
  for (const why of named) expect(document).toContain(`| \`${why}\` |`);
});
