import { BrokerError } from '../../broker.js';
import type { ServerAddress } from './server-address.js';

/** What certificates an address names in its parameters, for clients that want their content; Node's own hold where it names none. */
export interface Certificates {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
}

/** What is used of Node here: this is compiled for browsers as well, which have no files. */
interface Host {
    readonly process?: { getBuiltinModule?(name: 'node:fs'): { readFileSync(path: string, encoding: 'utf8'): string } };
}

/** Reads the files that `?ca=FILE&cert=FILE&key=FILE` of an address names; throws a `BrokerError` that says which cannot be read. */
export function readCertificates({ parameters }: Pick<ServerAddress, 'parameters'>): Certificates {
    const read: { ca?: string; cert?: string; key?: string } = {};
    for (const name of ['ca', 'cert', 'key'] as const) {
        const path = parameters.get(name);
        if (path === null) continue;
        try {
            const text = (globalThis as Host).process?.getBuiltinModule?.('node:fs').readFileSync(path, 'utf8');
            if (text !== undefined) read[name] = text;
        } catch {
            throw new BrokerError('unavailable', `The file '${path}', which the broker's address names as '${name}', cannot be read.`);
        }
    }
    return read;
}
