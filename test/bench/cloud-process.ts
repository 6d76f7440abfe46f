/** A cloud as a process of its own, for `cloud-apart.ts`: told its database and how it is to be, answers with its address; ends when it is told to. */
import { pino } from 'pino';
import { startCloud } from '../../src/cloud/index.ts';
import type { ApartOptions } from './cloud-apart.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as ApartOptions;
const cloud = await startCloud({ host: '127.0.0.1', port: 0, logger: pino({ level: 'silent' }), ...options });
process.once('disconnect', async () => {
  await cloud.stop();
  process.exit();
});
process.send?.({ url: cloud.url });
