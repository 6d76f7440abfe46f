import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OutputSignals } from '../../../device/gate/output-signals.ts';
import type { Role } from '../../../protocol/role.ts';
import { type GateFont, startGateServer } from '../../../server/gate/index.ts';
import type { Hub } from '../../../sync/hub/hub.ts';
import type { GateSetup } from '../../../workstation/gatekeeping/gate-setup.ts';
import { Gatekeeper } from '../../../workstation/gatekeeping/gatekeeper.ts';
import type { GateSignalsPort } from '../../../workstation/ports/gate-signals.ts';
import type { Log } from '../../../workstation/ports/log.ts';
import type { OutputsPort } from '../../../workstation/ports/outputs.ts';
import type { DoubleSale } from '../../../workstation/ports/sold-ledger.ts';
import { productVersion, SCREENS } from '../../project.ts';
import type { Box } from '../box.ts';
import type { Cleanup } from '../cleanup.ts';
import type { Config } from '../config/index.ts';
import type { EdgeStatus } from '../control/protocol.ts';
import { listenControl } from '../control/server.ts';
import { pairing } from '../pairing.ts';
import { systemClock as clock, systemIdentifiers as identifiers, systemTimers as timers } from '../system.ts';
import { gateCloud } from './cloud.ts';
import { gateHealth, gateStatus } from './health.ts';
import { exitSettings, gatePlacement, gateSettings, signalWiring } from './settings.ts';

/** What a gate is wired to: readers, the store's ledger, its bus and the hub's register. Whoever makes them starts and stops them. */
export interface GateWires
  extends Pick<GateSetup, 'readers' | 'reports' | 'ledger' | 'bus' | 'claims' | 'events' | 'verify'> {
  /** Boards of relays that lights and siren may hang on. */
  readonly relays: readonly OutputsPort[];
  /** Called once with what the ledger is to be told of: tags that a void or return gave back. */
  onReturned(returned: (keys: readonly string[]) => void): void;
  /** Called once with what is to be told of tags that several sales claim. */
  onSoldTwice(found: (doubles: readonly DoubleSale[]) => void): void;
}

export interface GateOptions {
  readonly wires: GateWires;
  /** Where this box is the hub as well. */
  readonly hub?: Hub | null;
  readonly busState?: () => EdgeStatus['bus'];
  /** Asked over the control socket. */
  readonly onShutdownRequest: () => void;
}

export interface RunningGate {
  readonly url: string;
  readonly gate: Gatekeeper;
  /** An address that opens a session of this role, once. */
  launchUrl(role: Role): string;
}

/**
 * Composes a gate on a box, without lane and kiosk: gatekeeper, page, control socket. What is begun is added to `cleanup`, which is the
 * caller's to run, also when this fails.
 * @throws Fault EDGE_*, STORAGE_*, SERVER_*
 */
export async function composeGate(
  box: Box,
  { wires, hub = null, busState = () => 'alone', onShutdownRequest }: GateOptions,
  cleanup: Cleanup,
): Promise<RunningGate> {
  const { config, directory, log, journal, operators, catalogue, signer, cookieKey } = box;
  const startedAt = clock.now();
  const gate = new Gatekeeper({
    ...{ workstation: config.workstation.id, settings: gateSettings(config.gate, config.store) },
    ...{ placement: gatePlacement(config.gate), exit: exitSettings(config.gate) },
    ...{
      readers: wires.readers,
      reports: wires.reports,
      ledger: wires.ledger,
      bus: wires.bus,
      claims: wires.claims,
      verify: wires.verify,
    },
    ...{ events: wires.events, signals: signalsOf(config, [...wires.readers, ...wires.relays], cleanup, log) },
    catalogue: () => catalogue,
    hash: (bytes) => createHash('sha256').update(bytes).digest(),
    ...{ journal, clock, timers, identifiers, log },
  });
  cleanup.add('gate', () => gate.stop());
  gate.start();
  wires.onReturned((keys) => gate.returned(keys));
  wires.onSoldTwice((doubles) => gate.soldTwice(doubles));
  const { sync, feed } = gateCloud(box, gate, cleanup);

  const { label, id: workstation } = config.workstation;
  const { currency, locale } = config.store;
  const parts = { gate, journal, catalogue, reports: wires.reports, bus: busState, sync, feed };
  const server = await startGateServer({
    ...config.server,
    ...{ gate, identity: { label, currency, locale }, operators, cookieKey },
    ...{ clock, timers, identifiers, health: () => gateHealth(parts), pictures, font },
  });
  cleanup.add('page', () => server.close());
  const identity = { version: productVersion(), workstation, label, startedAt, url: server.url };
  const control = await listenControl(
    directory,
    {
      status: () => gateStatus(parts, { ...identity, now: clock.now() }),
      launchUrl: (role) => server.launchUrl(role),
      reloadCatalogue: () => void catalogue.refresh(),
      reloadPromotions() {},
      ...pairing(hub),
      shutdown: onShutdownRequest,
    },
    log,
  );
  cleanup.add('control', () => control.close());
  log.info('gate.ready', { url: server.url, keyId: signer.keyId, readers: wires.readers.map((reader) => reader.id) });
  return { url: server.url, gate, launchUrl: (role) => server.launchUrl(role) };
}

/** The sprite of the screens' pictures, as they were built; null where they were not. */
function pictures(): string | null {
  return asset(/^pictures-[\w-]+\.svg$/)?.toString('utf8') ?? null;
}

const FONT_FILES: Readonly<Record<GateFont, RegExp>> = {
  figtree: /^figtree-latin-wght-normal-[\w-]+\.woff2$/,
  vazirmatn: /^vazirmatn-arabic-wght-normal-[\w-]+\.woff2$/,
};

function font(family: GateFont): Uint8Array | null {
  return asset(FONT_FILES[family]);
}

function asset(named: RegExp): Buffer | null {
  try {
    const assets = join(SCREENS, 'assets');
    const name = readdirSync(assets).find((each) => named.test(each));
    return name === undefined ? null : readFileSync(join(assets, name));
  } catch {
    return null;
  }
}

const UNLIT: GateSignalsPort = { show() {}, sound() {}, hush() {}, letPass() {}, refuse() {} };

/** Lights and siren where they are wired. A gate without any still tells staff, and says in its log that nobody at the door hears it. */
function signalsOf(config: Config, devices: readonly OutputsPort[], cleanup: Cleanup, log: Log): GateSignalsPort {
  const wiring = signalWiring(config.gate);
  const device = wiring === null ? undefined : devices.find((each) => each.id === wiring.device);
  if (wiring === null || device === undefined) {
    log.warn('gate.noSignals', { device: wiring?.device ?? null });
    return UNLIT;
  }
  const signals = new OutputSignals(device, wiring, timers);
  // What a siren did when the power went is not known.
  signals.hush();
  cleanup.add('signals', () => signals.stop());
  return signals;
}
