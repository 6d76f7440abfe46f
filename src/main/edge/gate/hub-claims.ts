import type { Outcome } from '../../../sync/store-bus/calls.ts';
import type { Refusal } from '../../../sync/wire/messages.ts';
import type { ExitClaimAnswer, ExitClaimsPort } from '../../../workstation/ports/exit-claims.ts';
import type { Log } from '../../../workstation/ports/log.ts';
import type { EdgeBus } from '../store-bus.ts';

/** How long the hub has to answer for an exit code; somebody stands at the door. */
const CLAIM_MS = 1_500;

/** The hub's register, over the store bus. That the hub refuses is in the log, once: it is no shopper's fault, and is asked again and again. */
export function hubClaims({ bus, keyring }: Pick<EdgeBus, 'bus' | 'keyring'>, log: Log): ExitClaimsPort {
  let told: Refusal | null = null;
  return {
    async claim({ workstation, code, gate, claimId, afterwards }) {
      const hub = keyring.boxes.find(({ roles }) => roles.includes('hub'));
      if (hub === undefined) return 'refused';
      // What has happened is told however late it is; what is to happen is not asked for with a clock that is wrong.
      const what = afterwards ? 'exitOpened' : 'exitClaim';
      const outcome = await bus.request(hub.box, what, { workstation, code, gate, claimId }, CLAIM_MS);
      const why = outcome.kind === 'refused' ? outcome.why : null;
      if (why !== null && why !== told) log.warn('gate.claimRefused', { why });
      told = why;
      return answerOf(outcome);
    },
  };
}

type HubOutcome = Outcome<{ readonly result: 'claimed' | 'alreadyClaimed' }>;

/** Only silence is a hub out of reach: a hub that refuses is there, and nothing opens without it. */
export function answerOf(outcome: HubOutcome): ExitClaimAnswer {
  switch (outcome.kind) {
    case 'silent':
      return 'unreachable';
    case 'refused':
      return REFUSED[outcome.why];
    case 'answered':
      return outcome.answer.result === 'claimed' ? 'granted' : 'alreadyClaimed';
  }
}

const REFUSED: Readonly<Record<Refusal, ExitClaimAnswer>> = {
  busy: 'busy',
  stale: 'stale',
  badRequest: 'refused',
  notAllowed: 'refused',
  unavailable: 'refused',
};
