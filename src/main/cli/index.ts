/** The `checkstand` command, on the Node that ships with it (bin/checkstand.js sees to that). */
import { processIo } from './process-io.ts';
import { run } from './program.ts';

process.exitCode = await run(process.argv.slice(2), processIo());
