import { createHash } from 'node:crypto';
import type { FirmwareImage, FirmwareOutcome } from '../../../workstation/ports/firmware.ts';
import type { Timers } from '../../../workstation/ports/time.ts';
import type { RestAnswer, RestClient, RestUploads } from '../../transport/rest.ts';
import { isRecord } from '../json/compare.ts';

/**
 * A reader's firmware over the Impinj IoT device interface ("Impinj Reader Configuration REST API", /system/image/upgrade): the upgrade file is
 * posted as the part `upgradeFile` of a form and answered with 202, or 409 while another is being installed; `status` goes from verifying and
 * installing to successful or failed; a successful one runs from the next start on, which the reader leaves to others to cause.
 */
const UPGRADE = '/api/v1/system/image/upgrade';
const REBOOT = '/api/v1/system/reboot';
const PART = 'upgradeFile';

/** For the whole file on a slow network. */
const UPLOAD_MS = 300_000;
const LOOK_MS = 2_000;
/** Looks until it is given up: a reader unpacks an image in a few minutes. */
const MOST_LOOKS = 450;

const LATER: FirmwareOutcome = { kind: 'later' };
const REJECTED: FirmwareOutcome = { kind: 'refused', reason: 'rejected' };

/**
 * Gives the reader an image and has it start anew. What it says once it is at it counts; a line that ends before is tried again.
 * @param signal nobody waits any more.
 */
export async function install(
  rest: RestClient & RestUploads,
  image: FirmwareImage,
  timers: Timers,
  signal: AbortSignal,
): Promise<FirmwareOutcome> {
  const posted = await rest.upload(UPGRADE, form(image), UPLOAD_MS, signal);
  if (!isTaken(posted)) return isRefusal(posted) ? REJECTED : LATER;
  for (let looks = 0; looks < MOST_LOOKS && !signal.aborted; looks += 1) {
    const status = statusOf(await rest.request('GET', UPGRADE));
    if (status === 'failed') return REJECTED;
    if (status === 'successful') {
      // Without it the image waits for the next start, whoever causes that.
      await rest.request('POST', REBOOT);
      return { kind: 'installed' };
    }
    await pause(timers, signal);
  }
  return LATER;
}

function pause(timers: Timers, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = timers.after(LOOK_MS, resolve);
  const over = (): void => {
    cancel();
    resolve();
  };
  signal.addEventListener('abort', over, { once: true });
  return promise.finally(() => signal.removeEventListener('abort', over));
}

function isTaken(answer: RestAnswer): boolean {
  return answer.kind === 'answered' && answer.status >= 200 && answer.status < 300;
}

/** What is wrong with the file, not with the moment (409) or the login. */
function isRefusal(answer: RestAnswer): boolean {
  return answer.kind === 'answered' && [400, 413, 415, 422].includes(answer.status);
}

function statusOf(answer: RestAnswer): unknown {
  return answer.kind === 'answered' && isRecord(answer.body) ? answer.body.status : null;
}

/** One file as a form. Source: RFC 7578, section 4; RFC 2046, section 5.1.1. */
function form({ version, sha256, bytes, read }: FirmwareImage) {
  const boundary = `checkstand-${createHash('sha256').update(sha256).digest('hex').slice(0, 32)}`;
  const head = Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="${PART}"; filename="${version}.upgx"\r\n` +
      'content-type: application/octet-stream\r\n\r\n',
  );
  const foot = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    bytes: head.length + bytes + foot.length,
    async *read(): AsyncGenerator<Uint8Array> {
      yield head;
      yield* read();
      yield foot;
    },
  };
}
