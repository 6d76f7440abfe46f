import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemTimers } from '../../src/main/edge/system.ts';
import { createChromiumHost } from '../../src/main/shell/chromium-host.ts';
import { findChromium } from '../../src/main/shell/find-chromium.ts';
import type { ShellHost } from '../../src/main/shell/host.ts';
import { ownPage } from '../../src/main/shell/own-page.ts';

const executable = findChromium();
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** An edge as the window sees it: a launch address that sets a strict cookie and leads on, and pages that misbehave on demand. */
function edge(requests: string[]): Server {
  const pages: Record<string, string> = {
    '/kiosk/': 'lane',
    '/leaves/': '<script>location = "https://example.com/"</script>',
    '/opens/': '<script>window.open("/second/"); window.open("/second/", "_blank", "width=100,height=100")</script>',
    '/hangs/': '<script>setTimeout(() => { for (;;); }, 500)</script>',
    '/downloads/': '<a id="it" href="/file" download>x</a><script>document.getElementById("it").click()</script>',
  };
  return createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push(`${path} ${request.headers.cookie ?? '-'}`);
    if (path.startsWith('/launch')) {
      response.writeHead(303, { location: '/kiosk/', 'set-cookie': 's=1; Path=/; HttpOnly; SameSite=Strict' }).end();
      return;
    }
    if (path === '/file') {
      // Without an end: it stays open for as long as someone takes it.
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment; filename="x"',
      });
      response.on('close', () => requests.push('/file given up'));
      response.write(Buffer.alloc(65_536));
      return;
    }
    response.writeHead(path in pages ? 200 : 404, { 'content-type': 'text/html' }).end(pages[path] ?? '');
  });
}

/** Ids of the processes under this one whose command line has `part`, as Linux tells them. */
function descendants(part: string): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((it) => /^\d+$/.test(it))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended since.
    }
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && parent > 1 && (parent === process.pid || isOurs(parent));
  };
  return [...parents.keys()].filter((pid) => isOurs(pid) && commandLine(pid).includes(part));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

describe.skipIf(executable === null)(
  'the kiosk in a real Chromium (skipped where there is none: set CHROMIUM_PATH)',
  () => {
    let folder: string;
    let server: Server;
    let host: ShellHost;
    let origin: string;
    let requests: string[];
    let gone: string[];

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'checkstand-kiosk-'));
      requests = [];
      gone = [];
      server = edge(requests);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      host = createChromiumHost(
        { executable: executable!, profile: join(folder, 'profile'), mode: 'hidden' },
        systemTimers,
        quiet,
      );
      host.onGone((why) => gone.push(why));
    });

    afterEach(async () => {
      await host.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    });

    it('shows its own page, then the edge, with the strict cookie of the launch on the page it leads to', async () => {
      await host.show(ownPage('starting', 'en'));
      await host.load(`${origin}/launch?token=t`);
      expect(requests.slice(0, 2)).toEqual(['/launch?token=t -', '/kiosk/ s=1']);
      expect(gone).toEqual([]);
    });

    it('says when the edge cannot be had', async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await expect(host.load(`${origin}/launch`)).rejects.toMatchObject({ code: 'SHELL_PAGE_FAILED' });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });

    it.runIf(process.platform === 'linux')('notices a page that crashes, and shows the next one', async () => {
      await host.load(`${origin}/launch`);
      // A renderer just forked from the zygote does not carry its name yet; a page that has crashed has none left to end.
      const endRenderers = () => {
        for (const pid of descendants('--type=renderer')) process.kill(pid, 'SIGKILL');
        return gone;
      };
      await expect.poll(endRenderers, { timeout: 20_000, interval: 500 }).toContain('the page crashed');
      await host.load(`${origin}/launch`);
      expect(requests.filter((it) => it.startsWith('/kiosk/')).length).toBeGreaterThanOrEqual(2);
    });

    it.runIf(process.platform === 'linux')('notices a browser that dies, and starts another', async () => {
      await host.load(`${origin}/launch`);
      for (const pid of descendants('--remote-debugging-pipe').filter((it) => !commandLine(it).includes('--type='))) {
        process.kill(pid, 'SIGKILL');
      }
      await expect.poll(() => gone, { timeout: 20_000 }).toContain('the browser ended');
      await host.load(`${origin}/launch`);
    });

    it('notices a page that goes elsewhere, which has no address to go to', async () => {
      await host.load(`${origin}/leaves/`);
      await expect.poll(() => gone, { timeout: 20_000 }).toContain('the page went elsewhere');
    });

    it('notices a page that hangs, and shows the next one', async () => {
      await host.load(`${origin}/hangs/`);
      await expect.poll(() => gone, { timeout: 30_000 }).toContain('the page did not answer');
      await host.load(`${origin}/launch`);
    }, 60_000);

    it('opens no second window', async () => {
      await host.load(`${origin}/opens/`);
      await host.load(`${origin}/kiosk/`);
      expect(requests.some((it) => it.startsWith('/second/'))).toBe(false);
    });

    it('takes no downloads', async () => {
      await host.load(`${origin}/downloads/`);
      await expect.poll(() => requests, { timeout: 20_000 }).toContain('/file given up');
      expect(gone).toEqual([]);
    });
  },
);
