import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type RateLimit, rateLimiter } from '../identity/rate-limit.ts';
import type { CloudParts } from '../parts.ts';
import type { RouteContract } from '../routing/contract.ts';
import { type FoundReceipt, receiptByToken, TOKEN } from './find.ts';
import { askMail } from './mail-queue.ts';
import { type MailOffer, noticePage, PAGE_HEADERS, receiptPage } from './page.ts';

/** A token of 128 bits is guessed at no rate; this keeps those who try from being a burden. */
const LOOKS: RateLimit = { windowSeconds: 60, perAddress: 120, inAll: 6_000 };
const MAILS: RateLimit = { windowSeconds: 60, perAddress: 5, inAll: 120 };
const MOST_FORM_BYTES = 2048;
/** Seconds after which a page whose receipt is on its way looks again. */
const LOOK_AGAIN_SECONDS = 15;
const HTML = 'text/html; charset=utf-8';
const FORM = 'application/x-www-form-urlencoded';

const params = z.object({ token: z.string().regex(TOKEN) });
const query = z.object({ mail: z.enum(['asked', 'refused']).optional() });
const form = z.object({ address: z.email().max(254) });

const show: RouteContract = {
  summary: 'A digital receipt, as a page, for whoever has its address',
  access: 'anyone',
  params,
  query,
  answers: {
    200: { description: 'The receipt.', type: HTML },
    404: { description: 'It is on its way, or never was: nobody is told which.', type: HTML },
    410: { description: 'It is not kept here any more.', type: HTML },
    429: { description: 'Too many at once.', type: HTML },
  },
};
const mail: RouteContract = {
  summary: 'Have a digital receipt sent by e-mail',
  access: 'anyone',
  params,
  body: { type: FORM, schema: form },
  answers: { 303: { description: 'Back to the page, which says what came of it.' } },
  problems: ['UNSUPPORTED_TYPE', 'TOO_LARGE', 'TIMED_OUT'],
};

/** Digital receipts. Their tokens are in no log: these routes log nothing but faults. */
export function receiptRoutes(app: FastifyInstance, { database, now }: CloudParts, sendsMail: boolean): void {
  const waitToLook = rateLimiter(LOOKS);
  const waitToMail = rateLimiter(MAILS);
  const answer = (reply: FastifyReply, status: number, text: string) =>
    reply.code(status).headers(PAGE_HEADERS).type(HTML).send(text);

  app.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: MOST_FORM_BYTES }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );

  app.get('/r/:token', { logLevel: 'warn', config: { contract: show } }, async (request, reply) => {
    const locale = localeOf(request);
    const seconds = waitToLook(request.ip, now());
    if (seconds > 0) return answer(reply.header('retry-after', String(seconds)), 429, noticePage(locale, 'busy'));
    const token = tokenOf(request);
    const found: FoundReceipt = await receiptByToken(database, token);
    if (found.kind === 'erased') return answer(reply, 410, noticePage(locale, 'gone'));
    if (found.kind === 'unknown') {
      return answer(reply.header('refresh', String(LOOK_AGAIN_SECONDS)), 404, noticePage(locale, 'onItsWay'));
    }
    const offer: MailOffer = sendsMail ? (query.safeParse(request.query).data?.mail ?? 'form') : 'none';
    return answer(reply, 200, receiptPage(found.document, offer, `/r/${token}/mail`));
  });

  if (!sendsMail) return;
  app.post(
    '/r/:token/mail',
    { logLevel: 'warn', bodyLimit: MOST_FORM_BYTES, config: { contract: mail } },
    async (request, reply) => {
      const token = tokenOf(request);
      const asked = form.safeParse(request.body);
      const found = await receiptByToken(database, token);
      const taken =
        asked.success &&
        found.kind === 'receipt' &&
        waitToMail(request.ip, now()) === 0 &&
        (await askMail(database, found.sale, asked.data.address, now()));
      return reply.headers(PAGE_HEADERS).redirect(`/r/${token}?mail=${taken ? 'asked' : 'refused'}`, 303);
    },
  );
}

/** What is no token is one that nobody has: it is looked up nowhere, and nothing of it is said again. */
function tokenOf(request: FastifyRequest): string {
  return params.safeParse(request.params).data?.token ?? '';
}

function localeOf(request: FastifyRequest): string {
  return request.headers['accept-language']?.split(/[,;]/, 1)[0]?.slice(0, 16) ?? 'en';
}
