import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { credentialsOf } from './credentials.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-credentials-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('are what the options say, or the files that they name', () => {
  expect(credentialsOf('gate-1', {})).toEqual({});
  expect(credentialsOf('gate-1', { username: 'root', password: 'impinj' })).toEqual({
    username: 'root',
    password: 'impinj',
  });
  const passwordFile = file('password', 'from a file\n');
  const caFile = file('ca.pem', '-----BEGIN CERTIFICATE-----\n');
  expect(credentialsOf('gate-1', { username: 'root', passwordFile, caFile })).toEqual({
    username: 'root',
    password: 'from a file',
    ca: '-----BEGIN CERTIFICATE-----\n',
  });
});

test('are refused without a word of the secret when they do not fit', () => {
  const passwordFile = file('password', 'hush');
  const username = 'root';
  expect(() => credentialsOf('gate-1', { username, password: 'hush', passwordFile })).toThrow(/gate-1.*both set$/);
  expect(() => credentialsOf('gate-1', { password: 'hush' })).toThrow(/a password needs a username$/);
  expect(() => credentialsOf('gate-1', { username, passwordFile: join(folder, 'none') })).toThrow(/cannot be read$/);
  expect(() => credentialsOf('gate-1', { caFile: file('empty', '') })).toThrow(/empty or too large$/);
});
