import { Fault } from '../../workstation/ports/fault.ts';
import { connectControl } from '../edge/control/client.ts';
import type { EdgeStatus } from '../edge/control/protocol.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { commandConfig } from './with-config.ts';

/** How the edge of this box is, with a fresh address that opens the kiosk. Exit 1 when it runs and is not ready, or does not run. */
export async function statusCommand(
  options: { readonly config?: string; readonly json?: boolean },
  io: Io,
): Promise<ExitCode> {
  const loaded = commandConfig(options.config, io);
  if (loaded.kind !== 'ok') return loaded.exit;
  const { config, stateDirectory } = loaded;
  try {
    const edge = await connectControl(stateDirectory);
    const status = await edge.status();
    const launchUrl = await edge.launchUrl('kiosk');
    edge.close();
    if (options.json === true) io.out(JSON.stringify({ running: true, ...status, launchUrl }));
    else for (const line of statusLines(status, launchUrl)) io.out(line);
    return status.ready ? EXIT.done : EXIT.found;
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'CONTROL_UNREACHABLE') throw error;
    if (options.json === true) io.out(JSON.stringify({ running: false, stateDirectory }));
    else io.out(`${config.workstation.label}: ${error.message}`);
    return EXIT.found;
  }
}

const BUS = {
  away: 'away: the hub cannot be reached',
  behind: 'connected, catching up',
  current: 'connected',
} as const;

/** The status as a person reads it. */
export function statusLines(status: EdgeStatus, launchUrl: string): string[] {
  const { label, workstation, version, lane, journal, catalogue, promotions, devices } = status;
  const rows: [string, string][] = [
    [
      'State',
      `${status.ready ? 'ready' : 'not ready'}, ${lane.stage}${lane.code === undefined ? '' : ` (${lane.code})`}`,
    ],
    ['Up', `${duration(status.uptimeSeconds)}, pid ${status.pid}, ${Math.round(status.memoryMegabytes)} MB`],
    ['Journal', `epoch ${journal.epochCode}, entry ${journal.seq}, ${journal.openTransactions} open`],
    ['Cloud', syncText(status)],
    ...(status.feed.state === 'off' ? [] : [['Feed', feedText(status)] as [string, string]]),
    ...(status.assets === undefined || status.assets.wanted === 0
      ? []
      : [['Files', filesText(status.assets)] as [string, string]]),
    ['Catalogue', `${catalogue.items} items, ${catalogue.version}`],
    ['Promotions', promotions.count === 0 ? 'none' : `${promotions.count}, set ${promotions.setHash.slice(0, 12)}`],
    ...(status.bus === 'alone' ? [] : [['Store bus', BUS[status.bus]] as [string, string]]),
    ...devices.map((it): [string, string] => [
      it.id,
      `${it.state}${it.code === undefined ? '' : ` (${it.code})`}, ${it.profile}`,
    ]),
    ['Open', `${launchUrl}  (once; ask again for another)`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    `${label} (${workstation}), Checkstand ${version}`,
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
  ];
}

function syncText({ sync, startedAt, uptimeSeconds }: EdgeStatus): string {
  const { state, backlog, oldestUnsentAt, lastAckAt, problem } = sync;
  if (state === 'off') return 'none configured';
  const now = Date.parse(startedAt) + uptimeSeconds * 1000;
  const waiting = oldestUnsentAt === null ? '' : `, the oldest since ${oldestUnsentAt}`;
  const last =
    lastAckAt === null ? 'nothing acknowledged yet' : `acknowledged ${duration((now - lastAckAt) / 1000)} ago`;
  return `${state}${problem === null ? '' : ` (${problem})`}, ${backlog} to send${waiting}, ${last}`;
}

function feedText({ feed: { state, version, problem } }: EdgeStatus): string {
  return `${state}${problem === null ? '' : ` (${problem})`}, ${version === 0 ? 'nothing taken yet' : `version ${version}`}`;
}

function filesText({ wanted, missing, problem }: NonNullable<EdgeStatus['assets']>): string {
  return `${wanted - missing} of ${wanted} here${problem === null ? '' : ` (${problem})`}`;
}

function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor((whole % 86_400) / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'min'],
    [whole % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
