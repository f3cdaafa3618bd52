import { afterAll } from 'vitest';
import type { Store } from '../../src/runtime/stores/store.js';
import { createPostgresStore } from '../../src/runtime/stores/postgres/postgres.js';
import { describeStore } from '../runtime/stores/store-contract.js';
import { connect, newSchema } from './database.js';

const pool = connect();
const schemas = new WeakMap<Store, string>();

afterAll(() => pool.end());

function open(schema: string): Store {
    const store = createPostgresStore({ pool, schema });
    schemas.set(store, schema);
    return store;
}

describeStore('the store in PostgreSQL', {
    create: async () => open(newSchema()),
    reopen: async store => open(schemas.get(store)!),
});
