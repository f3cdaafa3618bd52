import pg from 'pg';

const address = process.env.SLUICE_TEST_POSTGRES;
let made = 0;

/** The server's address; this file is for tests that scripts/postgres.mjs runs. */
export function serverAddress(): string {
    if (address === undefined) throw new Error('There is no server here. Run: node scripts/postgres.mjs');
    return address;
}

/** A pool of connections to the server. */
export function connect(options: pg.PoolConfig = {}): pg.Pool {
    const pool = new pg.Pool({ connectionString: serverAddress(), max: 8, ...options });
    // An idle connection that is lost is replaced by the pool.
    pool.on('error', () => undefined);
    return pool;
}

/** The name of a schema that nobody else uses. */
export function newSchema(): string {
    return `test_${process.pid}_${++made}`;
}
