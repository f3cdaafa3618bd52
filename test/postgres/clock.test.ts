import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryBroker } from '../../src/runtime/brokers/memory.js';
import { Children } from './children.js';
import { connect, newSchema } from './database.js';

const pool = connect();
let children: Children;

beforeAll(async () => {
    children = await Children.of(readFileSync(fileURLToPath(new URL('clock.sluice', import.meta.url)), 'utf8'));
});

afterAll(async () => {
    children.killAll();
    await pool.end();
});

function eventually<Value>(ask: () => Promise<Value>) {
    return expect.poll(ask, { timeout: 60_000, interval: 20 });
}

test('of three processes one does what a time of the calendar or a timer sets off, also where one is killed in the middle of it', async () => {
    const schema = newSchema();
    const strikes = new Map<string, string>();
    const bells = new Map<string, Set<string>>();
    const broker = createMemoryBroker({
        observe: activity => {
            if (activity.kind !== 'published') return;
            const { id, type, data } = activity.envelope;
            const { strike } = data as { strike: string };
            if (type === 'Clock.HourStruck.v1') strikes.set(id, strike);
            if (type === 'Clock.BellRung.v1') bells.set(strike, (bells.get(strike) ?? new Set()).add(id));
        },
    });
    let made = 0;
    // A minute takes two seconds.
    const startChild = () => {
        const name = `clock-${++made}`;
        return { name, ...children.start(broker, schema, { SLUICE_TEST_SPEED: '30', PGAPPNAME: name }) };
    };
    const running = [startChild(), startChild(), startChild()];
    await Promise.all(running.map(({ started }) => started));
    await eventually(async () => strikes.size).toBeGreaterThanOrEqual(2);
    await eventually(async () => bells.size).toBeGreaterThanOrEqual(1);

    /** Lets nobody put anything into the outbox until somebody waits for whoever holds what the statement is about; kills that one. */
    const killHolder = async (waitsFor: string, canHappen = 'select 1'): Promise<void> => {
        const other = await pool.connect();
        await eventually(async () => {
            await other.query('begin');
            await other.query(`lock table "${schema}".outbox in share mode`);
            const { rowCount } = await other.query(canHappen);
            if (rowCount === 0) await other.query('rollback');
            return rowCount;
        }).toBeGreaterThan(0);
        let holder: string | undefined;
        await eventually(async () => {
            const { rows } = await pool.query<{ name: string }>(
                `select holder.application_name as name from pg_stat_activity as waiting, unnest(pg_blocking_pids(waiting.pid)) as blocking
                 join pg_stat_activity as holder on holder.pid = blocking
                 where waiting.wait_event_type = 'Lock' and waiting.query like $1 and holder.application_name like 'clock-%' and holder.query like '%.outbox %'`, [waitsFor]);
            return holder = rows[0]?.name;
        }).toBeDefined();
        const index = running.findIndex(({ name }) => name === holder);
        const { process } = running[index]!;
        const exited = once(process, 'exit');
        process.kill('SIGKILL');
        await exited;
        const before = { strikes: strikes.size, bells: bells.size };
        await other.query('commit');
        other.release();
        // The others go on without it.
        await eventually(async () => strikes.size).toBeGreaterThan(before.strikes);
        await eventually(async () => bells.size).toBeGreaterThan(before.bells);
        running[index] = startChild();
        await running[index].started;
    };
    await killHolder(`insert into "${schema}".inbox %`);
    await killHolder(`delete from "${schema}".process_timers %`, `select due from "${schema}".process_timers`);
    await killHolder(`insert into "${schema}".inbox %`);

    const sofar = [...strikes.values()];
    await eventually(async () => sofar.filter(strike => !bells.has(strike))).toEqual([]);
    for (const { process, stopped } of running) {
        process.send({ kind: 'end' });
        await stopped;
    }
    // One message for each minute, none left out.
    const { rows } = await pool.query<{ identity: string }>(`select identity from "${schema}".inbox where part = 'Clock.Tower' order by identity`);
    const minutes = rows.map(({ identity }) => Date.parse(identity.split(' ').at(-1)!) / 60_000);
    expect(minutes).toEqual(minutes.map((_, index) => minutes[0]! + index));
    expect(strikes.size).toBe(minutes.length);
    // One bell for each message.
    expect([...bells.values()].filter(({ size }) => size !== 1)).toEqual([]);
    const { rows: versions } = await pool.query<{ version: string }>(`select version::text from "${schema}".events where aggregate = 'Clock.Bell' and version > 1`);
    expect(versions).toEqual([]);
    expect(broker.deadLetters()).toEqual([]);
}, 180_000);
