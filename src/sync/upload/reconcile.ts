/**
 * Where this disk and the cloud stand to one another in one epoch. Each entry holds the hash of the one before it, so what both hold at
 * one number they hold alike before it too: the last entry in common is found by halving.
 */
import type { UploadEpoch, UploadSource } from '../../workstation/ports/journal-upload.ts';
import type { Acknowledgement } from '../wire/journal-upload.ts';
import type { JournalClient, Refused, Unreachable } from './client.ts';

export type Reconciled =
  /** Everything up to here is in the cloud; what comes after it is to be sent. */
  | { readonly kind: 'agreed'; readonly seq: number; readonly hash: string }
  /** This disk has nothing to say in an epoch that it has ended itself; the cloud may hold more. */
  | { readonly kind: 'settled' }
  /** The cloud holds other entries than this disk after `seq`. */
  | { readonly kind: 'forked'; readonly seq: number }
  | Refused
  | Unreachable;

/** @throws Fault STORAGE_* */
export async function reconcile(
  epoch: UploadEpoch,
  isCurrent: boolean,
  head: Acknowledgement,
  source: Pick<UploadSource, 'hashAt'>,
  client: Pick<JournalClient, 'hashAt'>,
): Promise<Reconciled> {
  if (head.ackSeq === 0) return { kind: 'agreed', seq: 0, hash: head.ackHash };
  if (head.ackSeq <= epoch.lastSeq && source.hashAt(epoch.epoch, head.ackSeq) === head.ackHash) {
    return { kind: 'agreed', seq: head.ackSeq, hash: head.ackHash };
  }
  let common = 0;
  let other = head.ackSeq <= epoch.lastSeq ? head.ackSeq : epoch.lastSeq + 1;
  while (other - common > 1) {
    // The end is asked for first: a restored disk mostly agrees in all that it has.
    const seq = other > epoch.lastSeq && common === 0 ? other - 1 : Math.floor((common + other) / 2);
    const reply = await client.hashAt(epoch.epoch, seq);
    if (reply.kind !== 'held') return reply;
    if (reply.hash !== null && reply.hash === source.hashAt(epoch.epoch, seq)) common = seq;
    else other = seq;
  }
  return common === epoch.lastSeq && !isCurrent ? { kind: 'settled' } : { kind: 'forked', seq: common };
}
