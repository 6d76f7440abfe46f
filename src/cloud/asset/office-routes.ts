import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { firmwareVersionSchema, PICTURE_TYPES, sha256Schema } from '../../domain/asset/asset.ts';
import { DEFAULT_RETAILER } from '../feed/audience.ts';
import { officeOf } from '../identity/guard.ts';
import type { CloudParts } from '../parts.ts';
import { CloudProblem, notFound } from '../problem.ts';
import type { RouteContract } from '../routing/contract.ts';
import { publishPictures, removePicture } from './pictures.ts';
import { type AssetKind, MOST_BYTES, type Stored, storeAsset } from './store.ts';

const OCTETS = 'application/octet-stream';
const itemParams = z.object({ item: z.string().min(1).max(64) });
const versionParams = z.object({ version: firmwareVersionSchema });
const query = z.object({
  retailer: z.string().min(1).max(64).default(DEFAULT_RETAILER),
  sha256: sha256Schema.optional(),
});

const REFUSED = ['BAD_REQUEST', 'UNSUPPORTED_TYPE', 'TIMED_OUT', 'TOO_LARGE', 'IMPORT_REFUSED', 'BUSY'] as const;
const ofOffice = { access: 'office', may: 'publish', query } as const;
const pictureOf: RouteContract = {
  summary: 'Give an item its picture: a PNG, JPEG or WebP of 512 KiB and 2048 pixels a side at most',
  ...ofOffice,
  params: itemParams,
  body: { type: PICTURE_TYPES.join(', ') },
  answers: { 200: { description: 'What was published.' } },
  problems: [...REFUSED, 'NOT_FOUND'],
};
const noPicture: RouteContract = {
  summary: 'Take the picture of an item away again',
  ...ofOffice,
  params: itemParams,
  answers: { 200: { description: 'What was published.' } },
  problems: ['BAD_REQUEST'],
};
const firmware: RouteContract = {
  summary: 'Keep a firmware image of 64 MiB at most, for devices to be set to it',
  ...ofOffice,
  params: versionParams,
  body: { type: OCTETS },
  answers: { 200: { description: 'What it is known by.' } },
  problems: [...REFUSED],
};

const WHY: Readonly<Record<Extract<Stored, { kind: 'refused' }>['why'], string>> = {
  empty: 'There is nothing in it.',
  tooLarge: 'It is too large.',
  otherHash: 'Its bytes are not those of that SHA-256.',
  noPicture: 'It is no PNG, JPEG or WebP that stands still, of 2048 pixels a side at most.',
  noRoom: 'The retailer keeps too many files already.',
};

/** What the office gives boxes beside rows: `PUT /v1/office/pictures/{item}` and `PUT /v1/office/firmware/{version}`. */
export function assetOfficeRoutes(app: FastifyInstance, { database }: CloudParts): void {
  const db = database.journal;
  let taking = false;

  const asked = (request: FastifyRequest) => {
    // A key of one store gives nothing to the others.
    if (officeOf(request).store !== null) throw notFound();
    const read = query.safeParse(request.query);
    if (!read.success) throw new CloudProblem('BAD_REQUEST', 'sha256 is 64 hexadecimal digits.');
    return { retailer: read.data.retailer, sha256: read.data.sha256 ?? null };
  };
  const itemOf = (request: FastifyRequest): string => {
    const read = itemParams.safeParse(request.params);
    if (!read.success) throw new CloudProblem('BAD_REQUEST', 'That is no id of an item.');
    return read.data.item;
  };
  /** One at a time in this copy: each holds a connection until its last byte. */
  const taken = async <T>(request: FastifyRequest, work: (source: Readable) => Promise<T>): Promise<T> => {
    if (!(request.body instanceof Readable)) throw new CloudProblem('BAD_REQUEST', 'There is no file.');
    if (taking) throw new CloudProblem('BUSY', 'Another file is being taken.', { retryAfter: 2 });
    taking = true;
    try {
      return await work(request.body);
    } finally {
      taking = false;
    }
  };
  const given = (kind: AssetKind, path: string, contract: RouteContract, take: (request: FastifyRequest) => unknown) =>
    app.register(async (files) => {
      files.removeAllContentTypeParsers();
      // As they come: an image is never held in memory.
      const types = kind === 'picture' ? [...PICTURE_TYPES] : OCTETS;
      files.addContentTypeParser(types, (_request, payload, done) => done(null, payload));
      files.put(path, { bodyLimit: MOST_BYTES[kind], config: { contract } }, async (request) => take(request));
    });

  given('picture', '/v1/office/pictures/:item', pictureOf, async (request) => {
    const { retailer, sha256 } = asked(request);
    const item = itemOf(request);
    const { outcomes, ...published } = await taken(request, (source) =>
      publishPictures(db, retailer, [{ item, sha256, source }]),
    );
    const [outcome] = outcomes;
    if (outcome === undefined || outcome.kind === 'unknownItem')
      throw new CloudProblem('NOT_FOUND', 'No item has that id.');
    if (outcome.kind === 'refused') throw refusal(outcome.why);
    const { kind: _, ...members } = outcome;
    return { ...members, ...published };
  });
  given('firmware', '/v1/office/firmware/:version', firmware, async (request) => {
    const { retailer, sha256 } = asked(request);
    const params = versionParams.safeParse(request.params);
    if (!params.success) throw new CloudProblem('BAD_REQUEST', 'That is no version of a firmware.');
    const { version } = params.data;
    const stored = await taken(request, (source) =>
      storeAsset(db, { retailer, kind: 'firmware', version, sha256, source }),
    );
    if (stored.kind === 'refused') throw refusal(stored.why);
    return { version, sha256: stored.sha256, bytes: stored.bytes };
  });
  app.delete('/v1/office/pictures/:item', { config: { contract: noPicture } }, async (request) => {
    const { retailer } = asked(request);
    return removePicture(db, retailer, itemOf(request));
  });
}

function refusal(why: keyof typeof WHY): CloudProblem {
  return new CloudProblem(why === 'tooLarge' ? 'TOO_LARGE' : 'IMPORT_REFUSED', WHY[why], { members: { why } });
}
