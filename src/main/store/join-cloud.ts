import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Office, withOffice } from '../../cloud/index.ts';
import { readCatalogueForFeed, readPromotionsForFeed } from '../../storage/index.ts';
import { enrolBox } from '../../sync/enrolment/enrol.ts';
import { devicePublicKey, deviceSigner } from '../edge/secrets.ts';
import { DEMO_CATALOGUE, DEMO_PROMOTIONS } from '../project.ts';
import { LANE, type Layout, STORE } from './layout.ts';

/**
 * Does what a manager and a technician do in a shop: gets a code at the cloud, and joins the lane with it. At every start, which changes
 * nothing for a lane that has joined. @throws Error when the cloud refuses it or is gone again.
 */
export async function joinCloud(layout: Layout, url: string): Promise<void> {
  const databaseUrl = readFileSync(join(layout.cloud, 'database-url'), 'utf8');
  const code = await withOffice(databaseUrl, async (office) => {
    if (!(await office.hasGoods())) await publishDemo(office);
    return office.issueCode(STORE, LANE);
  });
  const signer = deviceSigner(layout.lane);
  const publicKey = createPublicKey(devicePublicKey(layout.lane) ?? '').export({ format: 'jwk' }).x ?? '';
  const enrolment = await enrolBox({ url, code, store: STORE, workstation: LANE, publicKey, signer, fetch });
  if (enrolment.kind !== 'enrolled') throw new Error(`the lane could not join it: ${JSON.stringify(enrolment)}`);
}

/** The cloud begins with the goods that the lane has; from then on they are the cloud's to change. */
async function publishDemo(office: Office): Promise<void> {
  const skipBad = false;
  const goods = { source: DEMO_CATALOGUE, format: 'csv', skipBad } as const;
  const promotions = { source: DEMO_PROMOTIONS, format: 'ndjson', skipBad } as const;
  for (const outcome of [
    await office.importFile('catalogue', () => readCatalogueForFeed(goods)),
    await office.importFile('promotions', () => readPromotionsForFeed(promotions)),
  ]) {
    if (outcome.kind === 'refused') throw new Error(`the demo goods were refused: ${outcome.problems[0]?.message}`);
  }
}
