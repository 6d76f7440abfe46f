import { resolve } from 'node:path';
import { findConfigFile } from '../../edge/config/find.ts';
import { type ConfigResult, type Finding, findingText, loadConfig } from '../../edge/config/index.ts';
import { connectControl } from '../../edge/control/client.ts';
import { deviceFindings } from '../../edge/device-bindings.ts';
import { isFree } from '../../process/free-port.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { type Check, fail, ok, warn } from './check.ts';
import { checkDatabase, checkDisplay, checkNode, checkScreens, checkUsb, checkWindow } from './runtime.ts';
import { checkState } from './state.ts';

const MARK = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;
const COLOUR = { ok: '32', warn: '33', fail: '31' } as const;

/** What is missing on this machine, and what mends it. Exit 1 when something fails; warnings alone are no failure. */
export async function doctorCommand(
  options: { readonly config?: string; readonly json?: boolean },
  io: Io,
): Promise<ExitCode> {
  const file = findConfigFile(options.config, io.workingDirectory);
  const config = loadConfig(file, io.env);
  const checks: Check[] = [
    checkNode(),
    await checkDatabase(),
    checkScreens(),
    checkWindow(io.env),
    checkDisplay(io.env),
    ...checkUsb(io.env),
    checkConfig(config, options.config !== undefined),
  ];
  if (config.kind === 'ok') {
    const { state, server } = config.config;
    const directory = resolve(io.workingDirectory, state.directory);
    checks.push(...checkState(directory), await checkPort(server.host, server.port, directory));
  }
  if (options.json === true) io.out(JSON.stringify({ checks }));
  else for (const line of checks.flatMap((check) => checkLines(check, io.colours))) io.out(line);
  return checks.some((check) => check.state === 'fail') ? EXIT.found : EXIT.done;
}

function checkConfig(result: ConfigResult, named: boolean): Check {
  switch (result.kind) {
    case 'ok': {
      const findings = deviceFindings(result.config, result.sources[0] ?? 'configuration');
      return findings.length === 0 ? ok('config', result.sources.join(', ')) : wrongConfig(findings);
    }
    case 'invalid':
      return wrongConfig(result.findings);
    case 'unreadable': {
      const found = `${result.file} cannot be read: ${result.reason}`;
      if (named) return fail('config', found, 'name a configuration that is there with --config');
      return warn(
        'config',
        found,
        'write one (docs/configuration.md), or run `npm start`: the store in a box makes its own',
      );
    }
  }
}

function wrongConfig(findings: readonly Finding[]): Check {
  const more = findings.length === 1 ? '' : `, and ${findings.length - 1} more`;
  return fail('config', `${findingText(findings[0]!)}${more}`, '`checkstand config check` lists all of it');
}

async function checkPort(host: string, port: number, stateDirectory: string): Promise<Check> {
  if (await isFree(host, port)) return ok('port', `${host}:${port} is free`);
  const url = await runningEdge(stateDirectory);
  if (url !== null && Number(new URL(url).port) === port)
    return ok('port', `${host}:${port} is this edge's own, which is running`);
  return fail('port', `${host}:${port} is taken by another program`, 'end that program, or set server.port');
}

async function runningEdge(stateDirectory: string): Promise<string | null> {
  try {
    const edge = await connectControl(stateDirectory);
    const { url } = await edge.status();
    edge.close();
    return url;
  } catch {
    return null;
  }
}

function checkLines({ id, state, found, mend }: Check, colours: boolean): string[] {
  const mark = colours ? `\u001b[${COLOUR[state]}m${MARK[state]}\u001b[0m` : MARK[state];
  return [`${mark}  ${id.padEnd(8)}  ${found}`, ...(mend === undefined ? [] : [`                ${mend}`])];
}
