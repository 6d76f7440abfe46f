import { z } from 'zod';
import type { Paper } from '../printer/index.ts';
import { operationSchema, terminalModeSchema } from '../terminal/behaviour.ts';
import { cardSchema } from '../terminal/card.ts';
import { type Answer, json, refusal } from './answer.ts';
import { brokerSideRoutes } from './broker-side-routes.ts';
import { articleList, type PageArticle, type PageDevices, paperList, snapshot } from './devices.ts';
import { gateScannerRoutes } from './gate-scanner-routes.ts';
import { rfidReaderRoutes } from './rfid-reader-routes.ts';
import { forMs, fromHex, get, hex, plugRoute, post, present, type RouteEntry } from './route.ts';
import { scaleRoutes } from './scale-routes.ts';

const chunks = z.union([
  z.literal('whole'),
  z.literal('bytes'),
  z.literal('joined'),
  z.number().int().min(1).max(65_536),
]);
const scanText = z.string().max(20_000);
const aim = z.string().max(8);
const scanBody = z.strictObject({
  data: z.union([scanText, z.strictObject({ hex }), z.array(scanText).min(1).max(50)]),
  aim: aim.optional(),
  suffix: z.string().max(8).optional(),
  chunks: chunks.optional(),
});
const scannerFaultBody = z.strictObject({ silent: z.boolean().optional(), garbage: hex.optional() });
const printerBody = z.strictObject({
  paper: z.enum(['ok', 'nearEnd', 'out']).optional(),
  cover: z.enum(['closed', 'open']).optional(),
  cutter: z.enum(['ok', 'jammed']).optional(),
  jammed: z.boolean().optional(),
  offline: z.boolean().optional(),
  drawer: z.enum(['closed', 'open']).optional(),
  busy: z.boolean().optional(),
  silent: z.boolean().optional(),
  chunks: chunks.optional(),
  expandedStatus: z.boolean().optional(),
  garbage: hex.optional(),
  whenPaperReturns: z.enum(['printRest', 'discardRest']).optional(),
  rowsLeft: z.number().int().min(1).max(1_000_000).nullable().optional(),
  stopAfter: z
    .strictObject({ rows: z.number().int().min(1).max(100_000), by: z.enum(['cover', 'jam', 'power']) })
    .optional(),
  dropAfterBytes: z.number().int().min(1).max(10_000_000).optional(),
});
const modeBody = z.strictObject({
  mode: terminalModeSchema,
  once: z.boolean().optional(),
  on: operationSchema.optional(),
});
const settingsBody = z.strictObject({
  card: cardSchema.optional(),
  cardDelayMs: z.number().int().min(0).max(60_000).nullable().optional(),
  chunks: chunks.optional(),
});
const unaskedBody = z.strictObject({ amount: z.number().int().min(1).max(999_999_999_999) });
const powerBody = z.strictObject({ memory: z.enum(['kept', 'lost']), forMs });
const lightsFaultBody = z.strictObject({
  deaf: z.boolean().optional(),
  blink: z.boolean().optional(),
  garbage: hex.optional(),
});
const few = z.number().int().min(0).max(100).optional();
const disturbBody = z.strictObject({ lostSigns: few, spoiltBlocks: few });
const nothing = z.strictObject({});

/** The page's HTTP interface, as `api.md` describes it. */
export function routesOf(devices: PageDevices, articles: readonly PageArticle[]): RouteEntry[] {
  const { scanner, printer, terminal, lights, rfidReader, gateReader, scale } = devices;
  const shown = articleList(articles);

  return [
    get(/^\/api\/state$/, () => json(snapshot(devices))),
    get(/^\/api\/catalogue$/, () => json(shown)),
    post(/^\/api\/scanner\/scan$/, scanBody, ({ data, ...options }) => {
      if (Array.isArray(data)) return scanner.scanTogether(data, options);
      return scanner.scan(typeof data === 'string' ? data : fromHex(data.hex), options);
    }),
    plugRoute(/^\/api\/scanner\/plug$/, scanner),
    post(/^\/api\/scanner\/fault$/, scannerFaultBody, ({ silent, garbage }) => {
      if (silent !== undefined) scanner.silence(silent);
      return garbage === undefined ? undefined : scanner.garbage(fromHex(garbage));
    }),
    get(/^\/api\/printer\/papers$/, () => json(paperList(printer))),
    get(/^\/api\/printer\/papers\/(\d{1,9}|current)\.(png|txt)$/, (_, [which = '', form = '']) =>
      paperAnswer(
        which === 'current' ? printer.currentPaper() : printer.papers().find(({ number }) => number === Number(which)),
        form,
      ),
    ),
    post(
      /^\/api\/printer\/state$/,
      printerBody,
      ({ whenPaperReturns, stopAfter, rowsLeft, dropAfterBytes, garbage, ...body }) => {
        const { busy, silent, chunks, expandedStatus, ...state } = body;
        const behaviour = { busy, silent, chunks, expandedStatus, whenPaperReturns, stopAfter };
        printer.setBehaviour({
          ...present(behaviour),
          ...(rowsLeft === undefined ? {} : { rowsLeft: rowsLeft ?? undefined }),
        });
        printer.setState(present(state));
        if (dropAfterBytes !== undefined) printer.dropAfter(dropAfterBytes);
        return garbage === undefined ? undefined : printer.garbage(fromHex(garbage));
      },
    ),
    plugRoute(/^\/api\/printer\/plug$/, printer),
    post(/^\/api\/terminal\/mode$/, modeBody, ({ mode, ...options }) => terminal.setMode(mode, options)),
    post(/^\/api\/terminal\/settings$/, settingsBody, (body) => {
      if (body.card !== undefined) terminal.setCard(body.card);
      if (body.cardDelayMs !== undefined) terminal.setCardDelay(body.cardDelayMs);
      if (body.chunks !== undefined) terminal.setChunks(body.chunks);
    }),
    post(/^\/api\/terminal\/card$/, nothing, () => ({ presented: terminal.presentCard() })),
    post(/^\/api\/terminal\/stop$/, nothing, () => ({ stopped: terminal.pressStop() })),
    plugRoute(/^\/api\/terminal\/plug$/, terminal),
    post(/^\/api\/terminal\/unasked$/, unaskedBody, ({ amount }) => terminal.payUnasked(amount)),
    post(/^\/api\/terminal\/power$/, powerBody, ({ memory, forMs }) => terminal.powerCycle(memory, forMs)),
    post(/^\/api\/terminal\/disturb$/, disturbBody, (body) => ({ disturbed: terminal.disturb(present(body)) })),
    get(/^\/api\/terminal\/payments$/, () => json(terminal.payments())),
    get(/^\/api\/terminal\/refunds$/, () => json(terminal.refunds())),
    get(/^\/api\/lights\/past$/, () => json(lights.past)),
    post(/^\/api\/lights\/fault$/, lightsFaultBody, ({ deaf, blink, garbage }) => {
      if (deaf !== undefined) lights.setDeaf(deaf);
      if (blink === true) lights.blink();
      return garbage === undefined ? undefined : lights.garbage(fromHex(garbage));
    }),
    plugRoute(/^\/api\/lights\/plug$/, lights),
    ...rfidReaderRoutes('rfidReader', rfidReader),
    ...rfidReaderRoutes('gateReader', gateReader),
    ...gateScannerRoutes(devices.gateScanner, printer),
    ...scaleRoutes(scale),
    ...brokerSideRoutes(devices.brokerSide),
  ];
}

function paperAnswer(paper: Paper | undefined, form: string): Answer {
  if (paper === undefined) return refusal(404, 'NO_SUCH_PAPER', 'no such sheet');
  if (form === 'png') return { status: 200, type: 'image/png', body: paper.png };
  return { status: 200, type: 'text/plain; charset=utf-8', body: `${paper.text.join('\n')}\n` };
}
