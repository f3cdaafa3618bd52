import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { DedicatedConnection } from '../../../src/runtime/stores/postgres/session.js';
import type { PostgresClient, PostgresPool } from '../../../src/runtime/stores/postgres/pool.js';
import { StoreUnavailable } from '../../../src/runtime/stores/store.js';

/** A connection that ends in the very moment in which it is there. */
class EndedClient extends EventEmitter implements PostgresClient {
    released: (Error | undefined)[] = [];

    query(): Promise<never> {
        return Promise.reject(new Error('Nobody should ask a connection that has ended.'));
    }

    release(error?: Error): void {
        this.released.push(error);
    }
}

test('a connection that the server ends with the packet in which it says that it is ready is lost, and no unhandled error', async () => {
    const client = new EndedClient();
    const ended = new Error('terminating connection due to administrator command');
    const pool: PostgresPool = {
        connect: told => void setImmediate(() => {
            told(undefined, client);
            client.emit('error', ended);
        }),
    };
    const connection = await DedicatedConnection.open(pool);
    await expect(connection.rows('select 1')).rejects.toThrow(StoreUnavailable);
    connection.close();
    expect(client.released).toEqual([ended]);
});

test('a pool that has no connection to give says why the store cannot be reached', async () => {
    const pool: PostgresPool = { connect: told => told(new Error('timeout exceeded when trying to connect'), undefined) };
    await expect(DedicatedConnection.open(pool)).rejects.toThrow('PostgreSQL cannot be reached, or takes nothing: timeout exceeded when trying to connect');
});
