/** Where an upgrade stands, in the reader's words. */
export type UpgradeStatus = 'ready' | 'verifying' | 'installing' | 'successful' | 'failed';

/** The part of the form that holds the file. */
const PART = 'upgradeFile';

/**
 * The reader's upgrade, from "Impinj Reader Configuration REST API" (/system/image/upgrade): one at a time, a step further with every look, and in force
 * from the next start on, which the reader leaves to others.
 */
export class ImpinjUpgrade {
  #status: UpgradeStatus = 'ready';
  #waiting: Buffer | null = null;
  #runs: Buffer | null = null;

  /** The image that it runs; null for what it left the works with. */
  get runs(): Buffer | null {
    return this.#runs;
  }

  /** Takes a posted form. @returns the HTTP status. */
  post(contentType: string, body: Buffer): number {
    if (this.#status === 'verifying' || this.#status === 'installing') return 409;
    const file = fileOf(contentType, body);
    if (file === null || file.length === 0) return 400;
    this.#status = 'verifying';
    this.#waiting = file;
    return 202;
  }

  /** What it says now; what is under way goes a step further behind it. @param fails at the end of its look at the file. */
  look(fails: boolean): { readonly status: UpgradeStatus; readonly message: string } {
    const status = this.#status;
    if (status === 'verifying') this.#status = fails ? 'failed' : 'installing';
    if (status === 'installing') this.#status = 'successful';
    return { status, message: status === 'successful' ? 'Waiting for manual reboot' : '' };
  }

  /** It starts anew. */
  reboot(): void {
    if (this.#status === 'successful') this.#runs = this.#waiting;
    this.#status = 'ready';
    this.#waiting = null;
  }
}

/** The one file of a form; null where there is none of the right name. Source: RFC 7578; RFC 2046, section 5.1. */
function fileOf(contentType: string, body: Buffer): Buffer | null {
  const boundary = /^multipart\/form-data;\s*boundary="?([^"\s;]{1,70})"?$/i.exec(contentType)?.[1];
  if (boundary === undefined) return null;
  const start = body.indexOf(`--${boundary}\r\n`);
  const headEnd = start < 0 ? -1 : body.indexOf('\r\n\r\n', start);
  const end = headEnd < 0 ? -1 : body.indexOf(`\r\n--${boundary}--`, headEnd);
  if (end < 0) return null;
  const head = body.subarray(start, headEnd).toString('latin1').toLowerCase();
  return head.includes(`name="${PART.toLowerCase()}"`) && head.includes('filename=')
    ? body.subarray(headEnd + 4, end)
    : null;
}
