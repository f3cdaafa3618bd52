import { join } from 'node:path';

/** A server that nobody else uses, so that it can be stopped. */
export interface OwnServer {
    readonly address: string;
    stop(): Promise<void>;
    restart(): Promise<void>;
}

const folder = process.env.SLUICE_TEST_POSTGRES_FOLDER;
let started = 0;

/** Starts a server beside the one that all tests share. */
export async function startOwnServer(): Promise<OwnServer> {
    if (folder === undefined) throw new Error('There is no place for a server here. Run: node scripts/postgres.mjs');
    const { startPostgres } = await import(new URL('../../scripts/postgres/postgres-server.mjs', import.meta.url).href) as { startPostgres(folder: string): Promise<OwnServer> };
    return startPostgres(join(folder, `own-${process.pid}-${++started}`));
}
