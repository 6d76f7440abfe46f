import { Fault } from '../../workstation/ports/fault.ts';
import { MAX_BOXES, MAX_MESSAGE_BYTES } from '../wire/limits.ts';
import type { BoxRole } from '../wire/names.ts';
import { accessRules } from './access.ts';

export interface MosquittoParts {
  readonly store: string;
  readonly host: string;
  readonly port: number;
  /** Boxes that are paired and not revoked, with their passwords as `hashPassword` makes them. */
  readonly boxes: readonly {
    readonly box: string;
    readonly roles: readonly BoxRole[];
    readonly passwordHash: string;
  }[];
  /** Absolute paths as Mosquitto sees them; a space in one is refused. */
  readonly paths: {
    readonly acl: string;
    readonly passwords: string;
    readonly ca: string;
    readonly certificate: string;
    readonly privateKey: string;
  };
  /** User that Mosquitto becomes when root starts it; it must be able to read these files. Default its own, "mosquitto". */
  readonly user?: string;
  /** File that it writes its process id to. */
  readonly pidFile?: string;
}

export interface MosquittoFiles {
  readonly conf: string;
  readonly acl: string;
  readonly passwords: string;
}

const SAFE_PATH = /^[^\s#"\0]+$/;

/**
 * Configuration for Mosquitto 2.0 that gives the same rights as the broker inside the hub. Three things it can't do: tie the certificate's
 * name to the user (any certificate of the store and a box's password open that box's account), refuse a subscription (it grants one
 * and then delivers nothing of it), and say by topic what may be retained (`retain_available` is for all or none, and states and the list
 * of keys have to be): a box may have its own events kept, without a bound on their number. @throws Fault SYNC_BROKER_FILES on a path that its file format can't hold.
 */
export function mosquittoFiles(parts: MosquittoParts): MosquittoFiles {
  const { paths, boxes, pidFile } = parts;
  for (const path of [...Object.values(paths), ...(pidFile === undefined ? [] : [pidFile])]) {
    if (!SAFE_PATH.test(path)) {
      throw new Fault('SYNC_BROKER_FILES', `Mosquitto's configuration can't name ${JSON.stringify(path)}`);
    }
  }
  const conf = [
    ...(parts.user === undefined ? [] : [`user ${parts.user}`]),
    ...(pidFile === undefined ? [] : [`pid_file ${pidFile}`]),
    'allow_anonymous false',
    `password_file ${paths.passwords}`,
    `acl_file ${paths.acl}`,
    'persistence false',
    'sys_interval 0',
    `max_packet_size ${MAX_MESSAGE_BYTES + 1024}`,
    `message_size_limit ${MAX_MESSAGE_BYTES}`,
    'max_queued_messages 1000',
    'max_inflight_messages 32',
    'set_tcp_nodelay true',
    `listener ${parts.port} ${parts.host}`,
    `max_connections ${MAX_BOXES + 64}`,
    'use_username_as_clientid true',
    `cafile ${paths.ca}`,
    `certfile ${paths.certificate}`,
    `keyfile ${paths.privateKey}`,
    'require_certificate true',
    'tls_version tlsv1.2',
  ];
  const acl = boxes.flatMap(({ box, roles }) => {
    const { write, read } = accessRules(parts.store, box, roles);
    return [
      `user ${box}`,
      ...write.map((filter) => `topic write ${filter}`),
      ...read.map((filter) => `topic read ${filter}`),
      '',
    ];
  });
  const passwords = boxes.map(({ box, passwordHash }) => `${box}:${passwordHash}`);
  return { conf: text(conf), acl: text(acl), passwords: text(passwords) };
}

const text = (lines: readonly string[]) => `${lines.join('\n')}\n`;
