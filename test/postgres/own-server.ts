import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A server that nobody else uses, so that it can be stopped. */
export interface OwnServer {
    readonly address: string;
    stop(): Promise<void>;
    restart(): Promise<void>;
}

/** Starts a server beside the one that all tests share. */
export async function startOwnServer(): Promise<OwnServer> {
    const folder = temporaryFolder();
    // The server's user gets through to its own folder.
    chmodSync(folder, 0o755);
    const { startPostgres } = await import(new URL('../../scripts/postgres/postgres-server.mjs', import.meta.url).href) as { startPostgres(folder: string): Promise<OwnServer> };
    return startPostgres(join(folder, 'server'));
}
