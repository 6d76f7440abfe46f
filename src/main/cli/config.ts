import { findConfigFile } from '../edge/config/find.ts';
import { configKeys, findingText, keysMarkdown, loadConfig } from '../edge/config/index.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';

/** Says what is wrong with the configuration and where, or that nothing is. */
export async function configCheck(options: { readonly config?: string }, io: Io): Promise<ExitCode> {
  const file = findConfigFile(options.config, io.workingDirectory);
  const result = loadConfig(file, io.env);
  switch (result.kind) {
    case 'ok': {
      const { deviceFindings } = await import('../edge/device-bindings.ts');
      const findings = deviceFindings(result.config, file);
      for (const finding of findings) io.out(findingText(finding));
      if (findings.length > 0) return EXIT.found;
      io.out(`${result.sources.join(', ')}: nothing wrong`);
      return EXIT.done;
    }
    case 'invalid':
      for (const finding of result.findings) io.out(findingText(finding));
      return EXIT.found;
    case 'unreadable':
      io.err(`checkstand: ${result.file} cannot be read: ${result.reason}`);
      return EXIT.badInput;
  }
}

/** Every key with its type, default and meaning; `markdown` gives the page of docs/configuration.md. */
export function configKeysCommand(options: { readonly markdown?: boolean; readonly json?: boolean }, io: Io): ExitCode {
  if (options.markdown === true) {
    io.out(keysMarkdown().trimEnd());
  } else if (options.json === true) {
    io.out(JSON.stringify(configKeys(), null, 2));
  } else {
    for (const key of configKeys()) {
      const fallback = key.required ? 'required' : `default ${key.fallback ?? 'none'}`;
      io.out(`${key.path}  ${key.type}, ${fallback}`);
      io.out(`    ${key.meaning}`);
      if (key.variable !== null) io.out(`    ${key.variable}`);
    }
  }
  return EXIT.done;
}
