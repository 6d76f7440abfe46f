/**
 * The configuration of a box: TOML files, then environment variables, checked against one documented schema.
 * Order: `config.toml`, `conf.d/*.toml` by name, `CHECKSTAND_*`. Tables merge, lists are replaced.
 */
import { readEnvironment } from './environment.ts';
import { type Finding, schemaFindings } from './findings.ts';
import { configKeys } from './keys.ts';
import { type Config, configSchema } from './schema.ts';
import { merge, readSources } from './sources.ts';

export { type Finding, findingText } from './findings.ts';
export { type ConfigKey, configKeys } from './keys.ts';
export { keysMarkdown } from './markdown.ts';
export type { Config, DeviceBinding } from './schema.ts';
export { DEFAULT_CONFIG_FILE } from './sources.ts';

export type ConfigResult =
  | { readonly kind: 'ok'; readonly config: Config; readonly sources: readonly string[] }
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] }
  | { readonly kind: 'unreadable'; readonly file: string; readonly reason: string };

/** Reads and checks the configuration. Expected outcomes only; it never throws for what a file says. */
export function loadConfig(file: string, env: Readonly<Record<string, string | undefined>>): ConfigResult {
  const files = readSources(file);
  if (files.kind === 'unreadable') return files;
  if (files.kind === 'syntax') {
    const findings = files.findings.map(({ file: source, line, message }) => ({ source, line, path: '', message }));
    return { kind: 'invalid', findings };
  }
  const keys = configKeys();
  const environment = readEnvironment(env, keys);
  const sources = [...files.sources, ...environment.sources];
  const value = merge(sources.map((source) => source.value));
  const checked = configSchema.safeParse(value);
  const findings: Finding[] = [
    ...(checked.success ? [] : schemaFindings(checked.error.issues, value, sources, keys)),
    ...environment.findings.map(({ variable, message }) => ({ source: variable, line: null, path: '', message })),
  ];
  if (!checked.success || findings.length > 0) return { kind: 'invalid', findings };
  return { kind: 'ok', config: checked.data, sources: sources.map((source) => source.name) };
}
