import { createDevices } from '../../device/index.ts';
import type { Role } from '../../protocol/role.ts';
import { startScreenServer } from '../../server/index.ts';
import { openCatalogue, openJournal } from '../../storage/index.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import { createLane } from '../../workstation/selling/lane.ts';
import { PROFILES, productVersion, SCREENS } from '../project.ts';
import { betweenSales } from './between-sales.ts';
import { businessDays } from './business-day.ts';
import { Cleanup } from './cleanup.ts';
import type { Config } from './config/index.ts';
import { listenControl } from './control/server.ts';
import { deviceBindings } from './device-bindings.ts';
import { edgeHealth, edgeStatus } from './health.ts';
import { lockDirectory } from './lock.ts';
import { edgePromotions } from './promotions.ts';
import { cookieKey, deviceSigner } from './secrets.ts';
import { laneSettings } from './settings.ts';
import { openStaff } from './staff.ts';
import { makeStateDirectory, stateFiles } from './state-files.ts';
import { systemClock as clock, systemIdentifiers as identifiers, systemTimers as timers } from './system.ts';
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
 * Composes one edge and starts it: state, keys, journal, catalogue, devices, lane, screens, control socket, in that order; what was
 * begun is undone when a later part does not start.
 * @throws Fault EDGE_*, STORAGE_*, SERVER_*, DEVICE_*: without a journal that keeps what it is given there is no lane.
 */
export async function runEdge(options: EdgeOptions): Promise<RunningEdge> {
  const { config, log } = options;
  const cleanup = new Cleanup(log);
  try {
    return await compose(options, cleanup);
  } catch (error) {
    log.error('edge.notStarted', {
      workstation: config.workstation.id,
      code: error instanceof Fault ? error.code : 'UNEXPECTED',
    });
    await cleanup.run();
    throw error;
  }
}

async function compose(
  { config, stateDirectory: directory, log, onShutdownRequest }: EdgeOptions,
  cleanup: Cleanup,
): Promise<RunningEdge> {
  const startedAt = clock.now();
  makeStateDirectory(directory);
  const lock = lockDirectory(directory);
  cleanup.add('lock', () => lock.release());
  const signer = deviceSigner(directory);
  const cookies = cookieKey(directory);
  const files = stateFiles(directory);
  const settings = laneSettings(config);

  const businessDay = businessDays(clock, config.store.timezone);
  const journal = openJournal({
    path: files.journal,
    workstation: config.workstation.id,
    clock,
    identifiers,
    businessDay,
    recovered: (recovery) => log.error('journal.recovered', { ...recovery }),
  });
  cleanup.add('journal', () => journal.close());
  const operators = openStaff(files.operators, clock, identifiers, log);
  cleanup.add('operators', () => operators.close());
  const catalogue = openCatalogue({ path: files.catalogue });
  cleanup.add('catalogue', () => catalogue.close());
  const promotions = edgePromotions(files.promotions, config.store.timezone, journal);

  const devices = createDevices({
    bindings: deviceBindings(config),
    profilesDirectory: PROFILES,
    clock,
    timers,
    random: Math.random,
    log,
  });
  cleanup.add('devices', () => devices.stop());
  const { printer, terminal, lights, scanners: scanner } = devices;
  const lane = createLane({
    settings,
    journal,
    catalogue: () => catalogue,
    scanner,
    printer,
    terminal,
    lights,
    devices,
    promotions,
    businessDay,
    clock,
    timers,
    identifiers,
    signer,
    log,
  });
  cleanup.add('lane', () => lane.stop());
  const upload = edgeUpload({ config, files, journal, lane, signer, clock, timers, identifiers, log });
  cleanup.add('upload', () => upload.stop());
  const upkeep = betweenSales({ lane, journal, catalogue, promotions, timers, log });
  cleanup.add('upkeep', () => upkeep.stop());
  lane.start();
  devices.start();

  const parts = { lane, journal, catalogue, promotions, devices, sync: upload };
  const { host, port } = config.server;
  const health = () => edgeHealth(parts);
  const screens = {
    staticDirectory: SCREENS,
    lane,
    settings,
    panel: config.panel,
    operators,
    cookieKey: cookies,
    clock,
    timers,
    identifiers,
    health,
    log,
  };
  const server = await startScreenServer({ host, port, ...screens });
  cleanup.add('screens', () => server.close());

  const identity = {
    version: productVersion(),
    workstation: config.workstation.id,
    label: config.workstation.label,
    startedAt,
  };
  const control = await listenControl(
    directory,
    {
      status: () => edgeStatus(parts, { ...identity, url: server.url, now: clock.now() }),
      launchUrl: (role) => server.launchUrl(role),
      reloadCatalogue: () => void catalogue.refresh(),
      // Compiling many takes seconds, and no shopper waits for them.
      reloadPromotions: () => upkeep.soon(),
      shutdown: onShutdownRequest,
    },
    log,
  );
  cleanup.add('control', () => control.close());
  log.info('edge.ready', {
    url: server.url,
    keyId: signer.keyId,
    catalogue: catalogue.version(),
    promotions: promotions.current().engine.setHash,
    milliseconds: clock.now() - startedAt,
  });
  return { url: server.url, launchUrl: (role) => server.launchUrl(role), stop: () => cleanup.run() };
}
