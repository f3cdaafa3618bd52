import type { Envelope } from '../../envelope.js';
import { StoreConflict, type InstanceChange, type ProcessInstance, type ProcessTimerRecord } from '../store.js';
import type { Queries, Row } from './session.js';
import { quoteName } from './tables.js';

/** The instances of processes and their timers. */
export class ProcessTables {
    private readonly instances: string;
    private readonly timers: string;

    constructor(schema: string) {
        this.instances = `${quoteName(schema)}.process_instances`;
        this.timers = `${quoteName(schema)}.process_timers`;
    }

    async load(queries: Queries, process: string, key: string): Promise<ProcessInstance | undefined> {
        const [row] = await queries.rows<InstanceColumn>(`${this.selectInstances} where process = $1 and key = $2`, [process, key]);
        return row && toInstance(row);
    }

    /** In the order in which they began. */
    async all(queries: Queries, process: string): Promise<readonly ProcessInstance[]> {
        return (await queries.rows<InstanceColumn>(`${this.selectInstances} where process = $1 order by created`, [process])).map(toInstance);
    }

    /** Keeps an instance with the timers of a state that it has entered. Throws `StoreConflict` where it has another version by now. */
    async keep(queries: Queries, { process, key, state, data, undos, entry, version, timers }: InstanceChange): Promise<void> {
        const values = [process, key, state, JSON.stringify(data), JSON.stringify(undos), entry, version + 1];
        const changed = version === 0
            ? await queries.change(`insert into ${this.instances} (process, key, state, data, undos, entry, version) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`, values)
            : await queries.change(`update ${this.instances} set state = $3, data = $4, undos = $5, entry = $6, version = $7 where process = $1 and key = $2 and version = $8`, [...values, version]);
        if (changed === 0) throw new StoreConflict(`'${process}' ${key}`);
        if (!timers) return;
        await queries.change(`delete from ${this.timers} where process = $1 and key = $2`, [process, key]);
        for (const timer of timers) {
            await queries.change(
                `insert into ${this.timers} (process, key, entry, index, state, due, attempt, cause) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
                [...keyOf(timer), timer.state, new Date(timer.due).toISOString(), timer.attempt, JSON.stringify(timer.cause)],
            );
        }
    }

    /** Those that are due before a moment, the earliest first. */
    async timersBefore(queries: Queries, process: string, before: number): Promise<readonly ProcessTimerRecord[]> {
        const rows = await queries.rows<TimerColumn>(
            `select process, key, entry::text, index::text, state, (extract(epoch from due) * 1000)::text as due, attempt::text, cause::text
             from ${this.timers} where process = $1 and due < $2::timestamptz order by ${this.timers}.due, key, ${this.timers}.index limit 10000`,
            [process, Number.isFinite(before) ? new Date(before).toISOString() : 'infinity'],
        );
        return rows.map(toTimer);
    }

    /** How many are due at a moment, by process. */
    async timersDue(queries: Queries, at: number): Promise<Readonly<Record<string, number>>> {
        const rows = await queries.rows<'process' | 'due'>(`select process, count(*)::text as due from ${this.timers} where due <= $1::timestamptz group by process`, [new Date(at).toISOString()]);
        return Object.fromEntries(rows.map(({ process, due }) => [process!, Number(due)]));
    }

    /** False where the timer is no more. */
    async remove(queries: Queries, timer: ProcessTimerRecord): Promise<boolean> {
        return await queries.change(`delete from ${this.timers} where process = $1 and key = $2 and entry = $3 and index = $4`, keyOf(timer)) > 0;
    }

    /** False where the timer is no more. */
    async postpone(queries: Queries, timer: ProcessTimerRecord): Promise<boolean> {
        return await queries.change(
            `update ${this.timers} set due = $5, attempt = $6 where process = $1 and key = $2 and entry = $3 and index = $4`,
            [...keyOf(timer), new Date(timer.due).toISOString(), timer.attempt],
        ) > 0;
    }

    private get selectInstances(): string {
        return `select key, state, data::text, undos::text, entry::text, version::text from ${this.instances}`;
    }
}

function keyOf({ process, key, entry, index }: ProcessTimerRecord): unknown[] {
    return [process, key, entry, index];
}

type InstanceColumn = 'key' | 'state' | 'data' | 'undos' | 'entry' | 'version';
type TimerColumn = 'process' | 'key' | 'entry' | 'index' | 'state' | 'due' | 'attempt' | 'cause';

function toInstance({ key, state, data, undos, entry, version }: Row<InstanceColumn>): ProcessInstance {
    return { key: key!, state: state!, data: JSON.parse(data!) as object, undos: JSON.parse(undos!) as string[], entry: Number(entry), version: Number(version) };
}

function toTimer({ process, key, entry, index, state, due, attempt, cause }: Row<TimerColumn>): ProcessTimerRecord {
    return {
        process: process!, key: key!, state: state!, entry: Number(entry), index: Number(index), due: Math.round(Number(due)), attempt: Number(attempt),
        cause: JSON.parse(cause!) as Envelope,
    };
}
