import type { Campaign } from './campaign.ts';
import { hostileBus } from './fuzz-bus.ts';
import { fuzzCampaign } from './fuzz-campaign.ts';
import { hostileExitCode } from './fuzz-exit-code.ts';
import { hostileMeter } from './fuzz-meter.ts';
import { hostilePairing, hostilePairingAnswer } from './fuzz-pairing.ts';
import type { Hostile } from './hostile-bytes.ts';

const campaign = (
  name: string,
  about: string,
  one: (hostile: Hostile) => void | Promise<void>,
  inputs = 1_000,
): Campaign => fuzzCampaign({ name, about, inputs }, one);

/** Two keys sign a request, and three an answer: as many inputs as the others would take the time of all of them. */
const OF_SIGNATURES = 400;

/** Every parser that reads what the boxes of a store say to each other, and what a shopper shows the gate. */
export const STORE_CAMPAIGNS: readonly Campaign[] = [
  campaign('fuzz-bus', 'messages and topics of the store bus, spoilt, moved and forged', hostileBus),
  campaign('fuzz-mqtt-meter', 'packets to the broker, spoilt and cut anywhere', hostileMeter),
  campaign('fuzz-exit-code', 'exit codes of receipts, spoilt, mixed and forged', hostileExitCode),
  campaign('fuzz-pairing', 'requests to be paired, spoilt and forged', hostilePairing, OF_SIGNATURES),
  campaign(
    'fuzz-pairing-answer',
    "a hub's answer and its certificates, spoilt and forged",
    hostilePairingAnswer,
    OF_SIGNATURES,
  ),
];
