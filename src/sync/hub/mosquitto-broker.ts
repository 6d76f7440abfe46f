import { join } from 'node:path';
import { utf8Bytes } from '../../domain/journal/utf8.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { SecretFiles } from '../pairing/ports.ts';
import type { HubBroker } from './broker.ts';
import { type MosquittoParts, mosquittoFiles } from './mosquitto.ts';

/** A Mosquitto that somebody else starts and stops on the hub's machine. */
export interface MosquittoSetting {
  /** Absolute path of the folder that its files are written to, as Mosquitto sees it. */
  readonly directory: string;
  /** Writes into that folder; Mosquitto's user can read what is written. */
  readonly files: Pick<SecretFiles, 'write'>;
  /** File that Mosquitto writes its process id to; null where something else reloads it. */
  readonly pidFile: string | null;
  /** Has it read its files anew; false when there is nobody to tell. Never throws. */
  readonly reload: () => boolean;
  /** User that Mosquitto becomes when root starts it; its own, "mosquitto", where left out. */
  readonly user?: string;
}

export interface MosquittoBrokerParts {
  readonly setting: MosquittoSetting;
  readonly store: string;
  readonly host: string;
  readonly port: number;
  readonly accounts: { readonly accounts: MosquittoParts['boxes'] };
  readonly tls: { readonly certificate: string; readonly privateKey: string; readonly ca: string };
  readonly log: Log;
}

const CONF = 'mosquitto.conf';
const ACL = 'acl';
const PASSWORDS = 'passwords';
const CA = 'ca.pem';
const CERTIFICATE = 'server.pem';
const KEY = 'server-key.pem';

/**
 * The hub's side of an external Mosquitto: its files are written now and at every change of the store's boxes, and it is told to read
 * them. @throws Fault SYNC_BROKER_FILES for a path that Mosquitto's configuration can't name, and what the disk throws.
 */
export function mosquittoBroker({ setting, log, ...parts }: MosquittoBrokerParts): HubBroker {
  const at = (name: string) => join(setting.directory, name);
  const write = (name: string, text: string) => setting.files.write(name, utf8Bytes(text));
  const made = () =>
    mosquittoFiles({
      ...{ store: parts.store, host: parts.host, port: parts.port, boxes: parts.accounts.accounts },
      paths: { acl: at(ACL), passwords: at(PASSWORDS), ca: at(CA), certificate: at(CERTIFICATE), privateKey: at(KEY) },
      ...(setting.user === undefined ? {} : { user: setting.user }),
      ...(setting.pidFile === null ? {} : { pidFile: setting.pidFile }),
    });
  write(CA, parts.tls.ca);
  write(CERTIFICATE, parts.tls.certificate);
  write(KEY, parts.tls.privateKey);
  write(CONF, made().conf);

  return {
    port: parts.port,
    changed() {
      const { acl, passwords } = made();
      write(ACL, acl);
      // Last: whoever watches the folder to reload Mosquitto watches this one.
      write(PASSWORDS, passwords);
      if (setting.reload()) log.info('bus.brokerReloaded');
      // Until somebody reloads it a new box is not let in; what a revoked one says counts nowhere all the same.
      else log.warn('bus.brokerNotReloaded', { directory: setting.directory });
    },
    // It is not this process's to stop, and goes on for the boxes that are there.
    close: async () => {},
  };
}
