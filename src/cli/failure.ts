import { SluiceError } from '../model/sluice-error.js';
import { version } from '../workspace/product.js';
import { printable, type Terminal } from './terminal.js';

/** Tells why a command could not do its work. A fault of the tool itself is one line; `SLUICE_DEBUG=1` shows the stack. */
export function reportFailure(error: unknown, { error: write, errorColors: colors }: Terminal): void {
    if (error instanceof SluiceError) {
        const { file, line, column, hint } = error.details;
        const place = file === undefined ? '' : `${colors.bold([file, line, column].filter(part => part !== undefined).join(':'))}: `;
        write(`${colors.red('error')}: ${place}${printable(error.message)}\n`);
        if (hint !== undefined) write(`  ${printable(hint)}\n`);
        return;
    }
    const message = error instanceof Error ? error.message : String(error);
    const [firstLine] = message.split('\n');
    write(`${colors.red('error')}: Sluice ${version} failed: ${printable(firstLine ?? '')}. This is a fault in Sluice: please report it, with the command, the files, and what it says with SLUICE_DEBUG=1.\n`);
    if (process.env.SLUICE_DEBUG && error instanceof Error) write(`${error.stack}\n`);
}
