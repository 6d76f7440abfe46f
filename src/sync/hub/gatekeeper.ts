import type { Client, ConnectPacket, PublishPacket, Subscription } from 'aedes';
import { MAX_MESSAGE_BYTES, MAX_STATE_BYTES } from '../wire/limits.ts';
import { type BoxRole, boxId } from '../wire/names.ts';
import { type AccessRules, accessRules, allows, allowsFilter } from './access.ts';
import { hashPassword, passwordMatches } from './password.ts';

/** Who may connect to the broker. */
export interface BusAccounts {
  /** The account of a box that is paired and not revoked. */
  account(box: string): { readonly passwordHash: string; readonly roles: readonly BoxRole[] } | null;
}

/** Retained bytes and topics of one box at the broker. */
const MOST_RETAINED_BYTES = 1024 * 1024;
const MOST_RETAINED = 1024;
const MOST_SUBSCRIPTIONS = 16;

interface Guest {
  readonly rules: AccessRules;
  readonly retained: Map<string, number>;
}

/**
 * Decides at the embedded broker who connects, and what they may say and hear. Client id, user name and the name in the certificate
 * are one and the same: nobody can push another box off the broker by taking its client id.
 */
export class Gatekeeper {
  readonly #store: string;
  readonly #accounts: BusAccounts;
  readonly #certified: (client: Client) => string | null;
  readonly #guests = new WeakMap<Client, Guest>();
  readonly #nobody = hashPassword('');

  /** @param certified the common name of the certificate that a connection came with. */
  constructor(store: string, accounts: BusAccounts, certified: (client: Client) => string | null) {
    this.#store = store;
    this.#accounts = accounts;
    this.#certified = certified;
  }

  /** What is decided before the password is looked at: sessions are clean, so that nothing piles up for those who are away. */
  admits(packet: ConnectPacket): boolean {
    const { clean, clientId, protocolVersion, keepalive, username } = packet;
    return (
      clean === true &&
      protocolVersion === 4 &&
      boxId.safeParse(clientId).success &&
      username === clientId &&
      keepalive !== undefined &&
      keepalive > 0
    );
  }

  async authenticates(
    client: Client,
    username: string | undefined,
    password: Uint8Array | undefined,
  ): Promise<boolean> {
    const name = username ?? '';
    const account = this.#accounts.account(name);
    // Strangers cost the same work as a wrong password.
    const right = await passwordMatches(account?.passwordHash ?? (await this.#nobody), password ?? new Uint8Array());
    if (account === null || !right || client.id !== name || this.#certified(client) !== name) return false;
    this.#guests.set(client, { rules: accessRules(this.#store, name, account.roles), retained: new Map() });
    return true;
  }

  mayPublish(client: Client, { topic, payload, qos, retain }: PublishPacket): boolean {
    const guest = this.#guests.get(client);
    if (guest === undefined || qos > 1 || !allows(guest.rules.write, topic)) return false;
    const bytes = payload.length;
    if (!retain) return bytes <= MAX_MESSAGE_BYTES;
    const { rules, retained } = guest;
    if (!allows(rules.retain, topic) || bytes > (topic.startsWith('homie/') ? MAX_STATE_BYTES : MAX_MESSAGE_BYTES))
      return false;
    retained.set(topic, bytes);
    const held = retained.values().reduce((sum, each) => sum + each, 0);
    return retained.size <= MOST_RETAINED && held <= MOST_RETAINED_BYTES;
  }

  maySubscribe(client: Client, { topic }: Subscription, standing: number): boolean {
    const guest = this.#guests.get(client);
    return guest !== undefined && standing < MOST_SUBSCRIPTIONS && allowsFilter(guest.rules.read, topic);
  }

  mayHear(client: Client, topic: string): boolean {
    const guest = this.#guests.get(client);
    return guest !== undefined && allows(guest.rules.read, topic);
  }
}
