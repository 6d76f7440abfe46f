import { type DestinationStream, destination, pino } from 'pino';
import type { Log } from '../../workstation/ports/log.ts';
import type { Config } from './config/index.ts';

/** Names of fields that never reach a log, whoever passes them. */
const SECRETS = [
  'token',
  'cookie',
  'password',
  'passphrase',
  'pin',
  'secret',
  'key',
  'authorization',
  'launchUrl',
  'pan',
  'track',
];
/** Names of fields that tell what somebody bought; they appear at debug and below. */
const SCANS = new Set(['scan', 'data', 'barcode', 'gtin', 'epc', 'identity', 'plu', 'itemId', 'line', 'lines', 'item']);
/** Most bytes that wait for a reader of the log who does not read; what comes then is dropped. */
const MOST_WAITING = 1 << 20;
const FLUSH_PATIENCE_MS = 500;

export interface EdgeLog extends Log {
  /** Settles when what waits has been written, or cannot be. For the last moment before the process is ended. */
  flush(): Promise<void>;
}

type Fields = Readonly<Record<string, unknown>>;

/** JSON lines on standard output (or `stream`), one per event: time, level, event code, fields. */
export function createLog(level: Config['log']['level'], stream?: DestinationStream): EdgeLog {
  const sink = stream ?? standardOutput();
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
    },
    sink,
  );
  return {
    debug: (code, fields = {}) => logger.debug(fields, code),
    info: (code, fields = {}) => logger.info(withoutScans(fields), code),
    warn: (code, fields = {}) => logger.warn(withoutScans(fields), code),
    error: (code, fields = {}) => logger.error(withoutScans(fields), code),
    flush: () => Promise.race([new Promise<void>((done) => logger.flush(() => done())), patience()]),
  };
}

function withoutScans(fields: Fields): Fields {
  const names = Object.keys(fields);
  if (!names.some((name) => SCANS.has(name))) return fields;
  return Object.fromEntries(names.filter((name) => !SCANS.has(name)).map((name) => [name, fields[name]]));
}

/** A reader that has stopped reading keeps nobody from ending. */
function patience(): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, FLUSH_PATIENCE_MS).unref();
  });
}

function standardOutput(): DestinationStream {
  const stream = destination({ dest: 1, sync: false, maxLength: MOST_WAITING });
  // Whoever reads the log may go away first; selling goes on without one.
  stream.on('error', () => {});
  return stream;
}
