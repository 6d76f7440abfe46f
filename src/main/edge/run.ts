import type { Role } from '../../protocol/role.ts';
import { startScreenServer } from '../../server/index.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import { productVersion, SCREENS } from '../project.ts';
import { edgeAssets } from './assets.ts';
import { type Box, openBox } from './box.ts';
import { Cleanup } from './cleanup.ts';
import type { Config } from './config/index.ts';
import { listenControl } from './control/server.ts';
import { edgeFeed } from './feed.ts';
import { edgeFirmware, filesOf } from './firmware.ts';
import { composeGate } from './gate/run.ts';
import { serveSettle } from './gate/settle-request.ts';
import { gateWires } from './gate/wires.ts';
import { edgeHealth, edgeStatus } from './health.ts';
import { pairing } from './pairing.ts';
import { laneKeeper, startLane } from './start-lane.ts';
import { showOnBoard } from './state-board.ts';
import { stateFiles } from './state-files.ts';
import { busState, hasStoreSide, openStoreSide, type StoreSide } from './store-side.ts';
import { systemClock as clock, systemIdentifiers as identifiers, systemTimers as timers } from './system.ts';
import { isNight } from './tag-retention.ts';
import { edgeUpload } from './upload.ts';

export interface EdgeOptions {
  readonly config: Config;
  /** Absolute. */
  readonly stateDirectory: string;
  readonly log: Log;
  /** Asked over the control socket. */
  readonly onShutdownRequest: () => void;
}

export interface RunningEdge {
  readonly url: string;
  /** An address that opens a session of this role, once. */
  launchUrl(role: Role): string;
  /** Stops taking scans and touches, closes devices, screens and databases. Never rejects. */
  stop(): Promise<void>;
}

/**
 * Composes one edge and starts it: a gate, or a lane with its state, keys, journal, catalogue, devices, screens and control socket, in
 * that order; what was begun is undone when a later part does not start.
 * @throws Fault EDGE_*, STORAGE_*, SERVER_*, DEVICE_*: without a journal that keeps what it is given there is no lane.
 */
export async function runEdge(options: EdgeOptions): Promise<RunningEdge> {
  const { config, log } = options;
  const cleanup = new Cleanup(log);
  try {
    return config.workstation.roles.includes('gate')
      ? await runGate(options, cleanup)
      : await runLane(options, cleanup);
  } catch (error) {
    log.error('edge.notStarted', {
      workstation: config.workstation.id,
      code: error instanceof Fault ? error.code : 'UNEXPECTED',
    });
    await cleanup.run();
    throw error;
  }
}

async function runGate(options: EdgeOptions, cleanup: Cleanup): Promise<RunningEdge> {
  const box = openBox(options, cleanup);
  const { onShutdownRequest } = options;
  const store = await openStoreSide(box, cleanup);
  const wires = gateWires(box, store);
  const hub = store.bus?.hub ?? null;
  const wired = { wires, hub, busState: () => busState(store), onShutdownRequest };
  const { url, launchUrl, gate } = await composeGate(box, wired, cleanup);
  if (store.bus !== null) {
    const { operators: staff, journal, log } = box;
    serveSettle(store.bus.bus, { gate, staff, journal, log });
  }
  // Goods that stand near the door are followed all day.
  store.retain(() => gate.state().tracked === 0 || isNight(clock.now(), box.config.store.timezone));
  cleanup.add(
    'exit codes',
    box.devices.scanners.onScan(({ data }) => void gate.presentExit(data)),
  );
  const board = store.bus?.board;
  if (board !== undefined) {
    const stage = () => gate.state().mode.kind;
    cleanup.add('state board', showOnBoard(board, { kind: 'gate', stage, onStage: everySecond, devices: box.devices }));
  }
  box.devices.start();
  return { url, launchUrl, stop: () => cleanup.run() };
}

/** A gate's mode changes by hand, and by the clock: it is looked at. */
function everySecond(look: () => void): () => void {
  const timer = setInterval(look, 1_000);
  return () => clearInterval(timer);
}

/** What a lane shares with its store. A lane that can't get at it sells all the same, and its log says why. */
async function storeSideOf(box: Box, cleanup: Cleanup): Promise<StoreSide | null> {
  try {
    return hasStoreSide(box) ? await openStoreSide(box, cleanup) : null;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    box.log.error('edge.withoutStore', { code: error.code });
    return null;
  }
}

async function runLane(options: EdgeOptions, cleanup: Cleanup): Promise<RunningEdge> {
  const { config, log, onShutdownRequest } = options;
  const startedAt = clock.now();
  const box = openBox(options, cleanup);
  const { journal, catalogue, promotions, devices, operators, cookieKey } = box;
  const store = await storeSideOf(box, cleanup);
  const { lane, settings, upkeep, desired } = startLane(box, store, cleanup);
  store?.retain(() => lane.state().stage.kind === 'idle');
  const files = stateFiles(box.directory);
  const keeper = laneKeeper(lane);
  const upload = edgeUpload({ config, files, journal, keeper, signer: box.signer, clock, timers, identifiers, log });
  cleanup.add('upload', () => upload.stop());
  const { signer } = box;
  const assets = edgeAssets({ config, files, catalogue, signer, clock, timers, identifiers, log });
  cleanup.add('assets', () => assets.stop());
  const deviceOf = (id: string) => devices.firmware(id);
  const isQuiet = () => lane.state().stage.kind === 'idle';
  const given = { config, files, desired, deviceOf, isQuiet };
  const firmware = edgeFirmware({ ...given, signer, clock, timers, identifiers, log });
  cleanup.add('firmware', () => firmware.stop());
  upkeep.also(() => firmware.pause());
  const named = filesOf(assets, firmware);
  const feed = edgeFeed({
    config,
    files,
    catalogue,
    promotions,
    upkeep,
    desired,
    assets: named,
    signer,
    clock,
    timers,
    identifiers,
    log,
  });
  cleanup.add('feed', () => feed.stop());
  const board = store?.bus?.board;
  if (board !== undefined) {
    const onStage = (changed: () => void) => lane.subscribe(changed);
    const sources = { kind: 'lane', stage: () => lane.state().stage.kind, onStage } as const;
    cleanup.add('state board', showOnBoard(board, { ...sources, devices }));
  }
  devices.start();

  const parts = {
    lane,
    journal,
    catalogue,
    promotions,
    devices,
    sync: upload,
    feed,
    assets: named,
    bus: () => busState(store),
  };
  const { host, port } = config.server;
  const health = () => edgeHealth(parts);
  const screens = {
    staticDirectory: SCREENS,
    lane,
    settings,
    sync: upload,
    panel: config.panel,
    pictures: assets.pictures,
    operators,
    keyboardScan: box.config.kiosk.keyboardScanner ? devices.typed : undefined,
    cookieKey,
    clock,
    timers,
    identifiers,
    health,
    log,
  };
  const server = await startScreenServer({ host, port, ...screens });
  cleanup.add('screens', () => server.close());

  const { id: workstation, label } = config.workstation;
  const identity = { version: productVersion(), workstation, label, startedAt };
  const control = await listenControl(
    box.directory,
    {
      status: () => edgeStatus(parts, { ...identity, url: server.url, now: clock.now() }),
      launchUrl: (role) => server.launchUrl(role),
      reloadCatalogue: () => void catalogue.refresh(),
      // Compiling many takes seconds, and no shopper waits for them.
      reloadPromotions: () => upkeep.soon(),
      ...pairing(store?.bus?.hub ?? null),
      shutdown: onShutdownRequest,
    },
    log,
  );
  cleanup.add('control', () => control.close());
  log.info('edge.ready', {
    url: server.url,
    keyId: box.signer.keyId,
    catalogue: catalogue.version(),
    promotions: promotions.current().engine.setHash,
    milliseconds: clock.now() - startedAt,
  });
  return { url: server.url, launchUrl: (role) => server.launchUrl(role), stop: () => cleanup.run() };
}
