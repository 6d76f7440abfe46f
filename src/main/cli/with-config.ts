import { resolve } from 'node:path';
import { findConfigFile } from '../edge/config/find.ts';
import { type Config, type ConfigResult, findingText, loadConfig } from '../edge/config/index.ts';
import { EXIT, type Io } from './io.ts';

/** The configuration that a command works on, with its state directory made absolute; or the exit code when there is none. */
export type CommandConfig =
  | { readonly kind: 'ok'; readonly config: Config; readonly stateDirectory: string; readonly file: string }
  | { readonly kind: 'refused'; readonly exit: typeof EXIT.badInput };

/** Loads the configuration for a command that cannot work without, and says what is wrong with it. */
export function commandConfig(named: string | undefined, io: Io): CommandConfig {
  const file = findConfigFile(named, io.workingDirectory);
  const loaded = loadConfig(file, io.env);
  if (loaded.kind !== 'ok') return { kind: 'refused', exit: refuse(loaded, io) };
  const { config } = loaded;
  return { kind: 'ok', config, stateDirectory: resolve(io.workingDirectory, config.state.directory), file };
}

function refuse(result: Exclude<ConfigResult, { kind: 'ok' }>, io: Io): typeof EXIT.badInput {
  if (result.kind === 'unreadable') {
    io.err(`checkstand: ${result.file} cannot be read: ${result.reason}. Name a configuration with --config FILE.`);
  } else {
    for (const finding of result.findings) io.err(findingText(finding));
    io.err('checkstand: the configuration does not hold; `checkstand config keys` lists what is allowed.');
  }
  return EXIT.badInput;
}
