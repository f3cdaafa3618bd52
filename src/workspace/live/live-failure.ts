import { SluiceError } from '../../model/sluice-error.js';
import { BrokerError } from '../../runtime/broker.js';

/** What a client of a server said, for whoever runs a command: without a stack, and with no more than it says itself. Others stay as they are. */
export function toSluiceError(error: unknown): unknown {
    return error instanceof BrokerError ? new SluiceError(error.message) : error;
}

/** A client that is not installed, where that is what an import says. */
export function missingClient(error: unknown, kind: string, name: string): unknown {
    const isMissing = error instanceof Error && 'code' in error && (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND');
    return isMissing ? new SluiceError(`The client for ${kind}, '${name}', is not installed beside Sluice.`, { hint: `Install it there: npm install ${name}` }) : error;
}
