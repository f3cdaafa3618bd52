import { runCommandLine } from './command-line.js';
import { createTerminal } from './terminal.js';

// Not process.exit: what is still on its way to a pipe would be lost.
process.exitCode = await runCommandLine(process.argv.slice(2), createTerminal());
