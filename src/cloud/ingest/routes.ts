import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  acknowledgementSchema,
  batchLines,
  heldEntrySchema,
  journalAddressSchema,
  journalEntryAddressSchema,
  MAX_BATCH_BYTES,
  MAX_BATCH_ENTRIES,
  NDJSON_TYPE,
} from '../../sync/wire/journal-upload.ts';
import { workstationOf } from '../identity/guard.ts';
import type { CloudParts } from '../parts.ts';
import { CloudProblem, notFound } from '../problem.ts';
import type { RouteContract } from '../routing/contract.ts';
import { appender, hashAt, headOf } from './append.ts';
import { judgeBatch } from './batch.ts';
import { unpacked } from './body.ts';

/** Batches that one copy takes in at a time, and bytes of them, unpacked, which are held twice: many that are small, or a few that are large. */
const MOST_AT_ONCE = 1_024;
const MOST_BYTES = 64 * MAX_BATCH_BYTES;
const ADDRESS = '/v1/journal/:workstation/:epoch';

const upload: RouteContract = {
  summary: 'Take in the next entries of a journal',
  access: 'workstation',
  params: journalAddressSchema,
  body: { type: NDJSON_TYPE },
  answers: { 200: { description: 'They are on disk.', schema: acknowledgementSchema } },
  problems: [
    'NOT_FOUND',
    'BAD_REQUEST',
    'UNSUPPORTED_TYPE',
    'TIMED_OUT',
    'TOO_LARGE',
    'ENTRY_MALFORMED',
    'JOURNAL_GAP',
    'JOURNAL_FORKED',
    'BUSY',
  ],
};
const head: RouteContract = {
  summary: 'What the cloud holds of an epoch',
  access: 'workstation',
  params: journalAddressSchema,
  answers: { 200: { description: 'Its last entry.', schema: acknowledgementSchema } },
  problems: ['NOT_FOUND'],
};
const held: RouteContract = {
  summary: 'The hash of one entry that the cloud holds',
  access: 'workstation',
  params: journalEntryAddressSchema,
  answers: { 200: { description: 'The entry.', schema: heldEntrySchema } },
  problems: ['NOT_FOUND'],
};

/** The journal's upload; see sync/wire/journal-upload.ts. */
export function ingestRoutes(app: FastifyInstance, { database }: CloudParts): void {
  const append = appender(database.journal);
  const busy = new Set<number>();
  let inHand = 0;

  /** Before the body is read: another's journal is not there. */
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    const { workstation } = request.params as { workstation?: string };
    if (workstation !== workstationOf(request).name) throw notFound();
  };
  const addressOf = (request: FastifyRequest) => {
    const parsed = journalAddressSchema.safeParse(request.params);
    if (!parsed.success) throw notFound();
    return { workstationId: workstationOf(request).workstationId, epoch: parsed.data.epoch };
  };

  app.addContentTypeParser(NDJSON_TYPE, { parseAs: 'buffer', bodyLimit: MAX_BATCH_BYTES }, (_request, body, done) =>
    done(null, body),
  );

  app.post(ADDRESS, { onRequest, bodyLimit: MAX_BATCH_BYTES, config: { contract: upload } }, async (request) => {
    const address = addressOf(request);
    if (!Buffer.isBuffer(request.body)) throw new CloudProblem('UNSUPPORTED_TYPE', `A batch comes as ${NDJSON_TYPE}.`);
    const { workstationId } = address;
    if (busy.has(workstationId)) {
      throw new CloudProblem('BUSY', 'Another batch of this workstation is being taken.', { retryAfter: 1 });
    }
    if (busy.size >= MOST_AT_ONCE || inHand + MAX_BATCH_BYTES > MOST_BYTES)
      throw new CloudProblem('UNAVAILABLE', 'Too many batches at once.', { retryAfter: 2 });
    busy.add(workstationId);
    let own = 0;
    try {
      const batch = unpacked(request.body, request.headers['content-encoding']);
      own = batch.length;
      inHand += own;
      const lines = batchLines(batch);
      if (lines === null)
        throw new CloudProblem('TOO_LARGE', `A batch has ${MAX_BATCH_ENTRIES} entries at most, one a line.`);
      const judged = judgeBatch(lines, workstationOf(request).name, address.epoch);
      if (judged.kind === 'flawed') {
        throw new CloudProblem('ENTRY_MALFORMED', `Line ${judged.line}: ${judged.why}.`, {
          members: { line: judged.line },
        });
      }
      const { kind, head } = await append(address, judged.entries, judged.start);
      if (kind === 'acknowledged') return head;
      const why = `The cloud holds ${head.ackSeq} entries of this epoch`;
      if (kind === 'gap') throw new CloudProblem('JOURNAL_GAP', `${why}.`, { members: { head } });
      throw new CloudProblem('JOURNAL_FORKED', `${why}, and they are others.`, { members: { head } });
    } finally {
      inHand -= own;
      busy.delete(workstationId);
    }
  });

  app.get(ADDRESS, { onRequest, config: { contract: head } }, (request) =>
    headOf(database.journal, addressOf(request)),
  );

  app.get(`${ADDRESS}/:seq`, { onRequest, config: { contract: held } }, async (request) => {
    const parsed = journalEntryAddressSchema.safeParse(request.params);
    if (!parsed.success) throw notFound();
    const { epoch, seq } = parsed.data;
    const hash = await hashAt(database.journal, addressOf(request), seq);
    if (hash === null) throw notFound();
    return { epoch, seq, hash };
  });
}
