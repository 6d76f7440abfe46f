import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startEmbedded } from '../../../src/cloud/database/embedded.ts';
import { hasPostgres } from '../../fixtures/cloud.ts';

describe.skipIf(!hasPostgres)('the embedded PostgreSQL', () => {
  it('says why it does not start, where its files are no database', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'checkstand-embedded-'));
    mkdirSync(join(directory, 'postgres'));
    writeFileSync(join(directory, 'postgres', 'PG_VERSION'), '1\n');
    await expect(startEmbedded({ directory })).rejects.toThrow(/PostgreSQL does not start in .*postgres: \S/);
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);
});
