import { productVersion } from '../project.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';

/** The version of the product and of the Node it runs on. */
export function versionCommand(options: { readonly json?: boolean }, io: Io): ExitCode {
  const versions = {
    checkstand: productVersion(),
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
  };
  if (options.json === true) io.out(JSON.stringify(versions));
  else io.out(`checkstand ${versions.checkstand} (Node ${versions.node}, ${versions.platform} ${versions.arch})`);
  return EXIT.done;
}
