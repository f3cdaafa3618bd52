import { Redis } from 'ioredis';
import { afterAll } from 'vitest';
import { startedServer } from '../server-under-test.js';
import { describeLive } from './live-suite.js';

const { port } = startedServer();
const admin = new Redis({ host: '127.0.0.1', port });
afterAll(() => admin.disconnect());
const url = `redis://127.0.0.1:${port}`;

describeLive({
    kind: 'redis',
    environment: { SLUICE_MAIN_URL: url },
    nowhere: { SLUICE_MAIN_URL: 'redis://admin:secret@127.0.0.1:1' },
    async clear() {
        await admin.flushall();
        await admin.call('ACL', 'DELUSER', 'half');
    },
    async destroy() {
        await admin.xgroup('DESTROY', 'plant.starts', 'plant.starts');
        return { kind: 'group', name: 'plant.starts/plant.starts' };
    },
    async makeForeign() {
        await admin.xadd('theirs', '*', 'a', 'b');
        return async () => await admin.xlen('theirs') === 1;
    },
    async occupy() {
        await admin.set('plant.starts', 'no stream');
        return { kind: 'stream', name: 'plant.starts' };
    },
    async fill(key) {
        await admin.xadd(key, '*', 'a', 'b');
    },
    extra: { kind: 'stream', name: 'plant.extra' },
    factory: 'createRedisBroker',
    async obstruct() {
        await admin.call('ACL', 'SETUSER', 'half', 'on', '>half', '~*', '+type', '+xlen', '+xinfo', '+get', '+set', '+info', '+ping', '+client', '(~plant.readings* +xgroup)');
        process.env['SLUICE_MAIN_URL'] = url.replace('//', '//half:half@');
        return async () => {
            process.env['SLUICE_MAIN_URL'] = url;
        };
    },
});
