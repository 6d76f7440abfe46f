import type { SignalWiring } from '../../../device/gate/output-signals.ts';
import type { DirectionRule, GateSettings } from '../../../domain/gate/gate-settings.ts';
import {
  DEFAULT_EXIT_SETTINGS,
  type ExitSettings,
  type GatePlacement,
} from '../../../workstation/gatekeeping/gate-setup.ts';
import type { Config } from '../config/index.ts';

type GateConfig = Config['gate'];

/** What the gate must know, from what the configuration says. */
export function gateSettings(gate: GateConfig, { companyPrefixes }: Config['store']): GateSettings {
  const { rssiFloor, minReads, minDwellMs, passageGapMs, staticAfterMs, staticDeltaDb } = gate;
  const { ledgerUnavailable, ledgerStale, unreadable, ttlMs, mostTags } = gate;
  return {
    filter: { rssiFloor, minReads, minDwellMs, passageGapMs, staticAfterMs, staticDeltaDb },
    direction: directionRule(gate),
    policy: { ledgerUnavailable, ledgerStale, unreadable },
    ttlMs,
    companyPrefixes,
    graceMs: gate.graceSeconds * 1000,
    bulk: { atLeast: gate.bulkAtLeast, withinMs: gate.bulkWithinMs },
    staleAfterMs: gate.staleAfterSeconds * 1000,
    mostTags,
  };
}

/** The configuration has been checked: barriers are there where they tell the way. */
function directionRule(gate: GateConfig): DirectionRule {
  const { direction, marginDb, steadyReads, undecidedAfterMs, undecided, barriers } = gate;
  if (direction === 'antennas') return { kind: 'antennas', marginDb, steadyReads, undecidedAfterMs, undecided };
  if (direction === 'barriers' && barriers !== undefined) {
    return { kind: 'barriers', crossingMs: barriers.crossingMs, windowMs: barriers.windowMs };
  }
  return { kind: 'none' };
}

export function gatePlacement({ antennas, barriers }: GateConfig): GatePlacement {
  if (barriers === undefined) return { antennas, barriers: null };
  const { reader, inside, outside, brokenHigh } = barriers;
  return { antennas, barriers: { reader, inside, outside, brokenHigh } };
}

export function exitSettings({ exitValidSeconds, exitOfflineSeconds, exitRefused }: GateConfig): ExitSettings {
  const times = { validSeconds: exitValidSeconds, offlineSeconds: exitOfflineSeconds };
  return { ...DEFAULT_EXIT_SETTINGS, ...times, whenRefused: exitRefused };
}

/** Null where no lights are configured. */
export function signalWiring({ signals }: GateConfig): (SignalWiring & { readonly device: string }) | null {
  if (signals === undefined) return null;
  const {
    reader,
    relays,
    green = null,
    red = null,
    amber = null,
    siren = null,
    door = null,
    sirenMs,
    passMs,
  } = signals;
  return { device: reader ?? relays ?? '', green, red, amber, siren, door, sirenMs, passMs };
}
