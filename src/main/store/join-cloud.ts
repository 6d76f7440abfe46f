import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withOffice } from '../../cloud/index.ts';
import { enrolBox } from '../../sync/enrolment/enrol.ts';
import { devicePublicKey, deviceSigner } from '../edge/secrets.ts';
import { LANE, type Layout, STORE } from './layout.ts';

/**
 * Does what a manager and a technician do in a shop: gets a code at the cloud, and joins the lane with it. At every start, which changes
 * nothing for a lane that has joined. @throws Error when the cloud refuses it or is gone again.
 */
export async function joinCloud(layout: Layout, url: string): Promise<void> {
  const databaseUrl = readFileSync(join(layout.cloud, 'database-url'), 'utf8');
  const code = await withOffice(databaseUrl, (office) => office.issueCode(STORE, LANE));
  const signer = deviceSigner(layout.lane);
  const publicKey = createPublicKey(devicePublicKey(layout.lane) ?? '').export({ format: 'jwk' }).x ?? '';
  const enrolment = await enrolBox({ url, code, store: STORE, workstation: LANE, publicKey, signer, fetch });
  if (enrolment.kind !== 'enrolled') throw new Error(`the lane could not join it: ${JSON.stringify(enrolment)}`);
}
