import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { argon2idOfNode } from '../../../src/storage/operators/argon2id.ts';
import { staffOfTwo } from '../../fixtures/operators.ts';

const CHILD = new URL('./signing-in.ts', import.meta.url).pathname;

/** Starts a sign-in in a process of its own. */
function signIn(path: string, pin: string, mode = 'finish') {
  const child = spawn(process.execPath, [CHILD, path, pin, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => lines.push(line));
  return {
    async killWhileComparing() {
      while (!lines.includes('comparing')) await Promise.race([once(output, 'line'), exited]);
      child.kill('SIGKILL');
      await exited;
    },
    async outcome() {
      await once(output, 'close');
      return lines.at(-1);
    },
  };
}

describe('tries to sign in', () => {
  it('killed in the middle of the comparison count like wrong ones, and the right PIN must wait too', async () => {
    const { path, close } = await staffOfTwo({ argon2id: argon2idOfNode });
    close();
    for (const pin of ['0001', '0002', '0003']) await signIn(path, pin, 'hang').killWhileComparing();
    const answer = await signIn(path, '2468').outcome();
    expect(answer).toMatch(/^wait \{"milliseconds":\d+\}$/);
    const milliseconds = Number(/\d+/.exec(answer!)![0]);
    expect(milliseconds).toBeGreaterThan(4000);
    expect(milliseconds).toBeLessThanOrEqual(5000);
  });

  it('survive a process that ends after each of them; each process waits from its own start', async () => {
    const { path, close } = await staffOfTwo({ argon2id: argon2idOfNode });
    close();
    for (const pin of ['0001', '0002', '0003']) expect(await signIn(path, pin).outcome()).toBe('wrong {}');
    for (let start = 0; start < 3; start += 1) expect(await signIn(path, '2468').outcome()).toMatch(/^wait /);
  });

  it('are made good by the right PIN, over processes too', async () => {
    const { path, close } = await staffOfTwo({ argon2id: argon2idOfNode });
    close();
    for (let round = 0; round < 2; round += 1) {
      for (const pin of ['0001', '0002']) expect(await signIn(path, pin).outcome()).toBe('wrong {}');
      expect(await signIn(path, '2468').outcome()).toBe(
        'signedIn {"operator":{"id":"1","name":"Maya","role":"attendant"}}',
      );
    }
  });
});
