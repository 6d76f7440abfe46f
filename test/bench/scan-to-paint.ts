import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { chromiumFlags, findChromium } from '../../src/main/shell/find-chromium.ts';
import { startEdge } from '../fixtures/edge.ts';
import { placeCatalogue } from './catalogue.ts';
import { percentiles, type Row } from './row.ts';
import { withFolder } from './scratch.ts';
import { syntheticGtin } from './synthetic-catalogue.ts';

const SCANS = 300;
const WARM_UP = 20;
/** A big shop: forty different lines, then more pieces of them. */
const LINES = 40;
const SIZES = [
  { name: '100k', items: 100_000, limit: 50 },
  { name: '1m', items: 1_000_000, limit: 60 },
];

/**
 * From the last byte of a scan written to the scanner's TCP wire to the frame that shows its line, in a real Chromium on a real
 * edge. Both clocks are this machine's; the frame counts as shown when the first task after its callbacks runs.
 */
export async function* run(): AsyncGenerator<Row> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('scan-to-paint needs a Chromium: set CHROMIUM_PATH or install one');
  for (const { name, items, limit } of SIZES) {
    const samples = await withFolder((folder) => measure(folder, items, executablePath));
    const figures = percentiles(samples);
    const target = `p95 <= ${limit}`;
    yield { suite: 'scan-to-paint', name, unit: 'ms', ...figures, target, reached: figures.p95 <= limit };
  }
}

async function measure(folder: string, items: number, executablePath: string): Promise<number[]> {
  await placeCatalogue(items, join(folder, 'state'));
  const { server, wire } = await scannerWire();
  const edge = await startEdge({ folder, scanner: (server.address() as { port: number }).port });
  const flags = chromiumFlags(process.getuid?.() === 0);
  const browser = await chromium.launch({ executablePath, args: flags });
  try {
    const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    await page.goto(await edge.launchUrl());
    await page.locator('[data-view-version]').waitFor();
    await watchPaint(page);
    const socket = await wire;
    const samples: number[] = [];
    for (let n = 0; n < SCANS + WARM_UP; n += 1) {
      const took = await scanOnce(page, socket, syntheticGtin(((n % LINES) * 7_919) % items));
      if (n >= WARM_UP) samples.push(took);
    }
    return samples;
  } finally {
    await browser.close();
    await edge.stop();
    server.close();
  }
}

async function scannerWire(): Promise<{ server: Server; wire: Promise<Socket> }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const wire = once(server, 'connection').then(([socket]) => {
    (socket as Socket).setNoDelay(true);
    return socket as Socket;
  });
  return { server, wire };
}

interface PaintWatch {
  shown: string | null;
  resolve: ((paintedAt: number) => void) | null;
}

/** In the page: tells when the line that was scanned last is on a produced frame. */
async function watchPaint(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watch: PaintWatch = { shown: null, resolve: null };
    (globalThis as unknown as { watch: PaintWatch }).watch = watch;
    const check = () => {
      const last = document.querySelector('section[data-line-id]');
      const shown = last === null ? null : `${last.getAttribute('data-line-id')} ${last.textContent}`;
      const { resolve } = watch;
      if (shown === watch.shown || resolve === null) return;
      watch.shown = shown;
      watch.resolve = null;
      // A task posted from a frame's callback runs once that frame has been produced.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
      requestAnimationFrame(() => port2.postMessage(null));
    };
    new MutationObserver(check).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
}

async function scanOnce(page: Page, socket: Socket, gtin: string): Promise<number> {
  const painted = page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        (globalThis as unknown as { watch: PaintWatch }).watch.resolve = resolve;
        setTimeout(() => reject(new Error('a scan was not painted within 10 s')), 10_000);
      }),
  );
  // The page must be waiting before the bytes leave; a scan comes at any moment of a frame.
  await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 20));
  const from = performance.timeOrigin + performance.now();
  socket.write(`]E0${gtin}\r\n`);
  return (await painted) - from;
}
