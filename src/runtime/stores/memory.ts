import { systemClock } from '../clock.js';
import { promiseOf } from '../promise-of.js';
import { Inbox, type InboxOptions } from './inbox.js';
import { MemoryLog } from './memory-log.js';
import { ProjectionReplay, typesFor, writeRows } from './projection-replay.js';
import {
    MissingHistory, StoreConflict, type AggregateChange, type Change, type EventSelection, type InstanceChange, type LoadedAggregate, type LoggedEvent, type ProcessInstance,
    type ProcessTimerRecord, type ProjectionLayout, type RebuildOptions, type RebuildResult, type RowsChange, type Store, type StoreLayout, type StoreStatistics,
} from './store.js';

export interface MemoryStoreOptions {
    /** How many events of the log are kept at least, of all aggregates and projections together; a million unless given. */
    readonly events?: number;
}

/** Makes a store that keeps everything in memory, for as long as it is held: an application that is started again with the same store goes on where the last one ended. */
export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
    return new MemoryStore(options.events ?? 1_000_000);
}

interface Table {
    rows: Map<string, object>;
    /** The position of the log up to which the rows were made from it, and not from what was delivered. */
    rebuiltTo: number;
    /** The position of the last event of the log that the rows have. */
    appliedTo: number;
    /** What the rows are made by. */
    revision: string;
}

interface Stored {
    readonly state: object;
    readonly version: number;
    /** What the state is of use to. */
    readonly revision: string;
}

class MemoryStore implements Store {
    private readonly log: MemoryLog;
    private inbox = new Inbox(systemClock);
    private idempotency: InboxOptions | undefined;
    private isOpen = false;
    private readonly aggregates = new Map<string, Map<string, Stored>>();
    /** The revisions of aggregates that store events. */
    private readonly eventSourced = new Map<string, string>();
    private readonly processes = new Map<string, Map<string, ProcessInstance>>();
    /** By process and key. */
    private readonly waiting = new Map<string, Map<string, readonly ProcessTimerRecord[]>>();
    private readonly tables = new Map<string, Table>();
    private readonly layouts = new Map<string, ProjectionLayout>();

    constructor(events: number) {
        this.log = new MemoryLog(events);
    }

    open({ aggregates, projections, clock, idempotency }: StoreLayout): void {
        if (!this.isOpen) this.inbox = new Inbox(clock, this.idempotency = idempotency);
        this.isOpen = true;
        for (const { name, store, revision } of aggregates) if (store === 'events') this.eventSourced.set(name, revision);
        for (const layout of projections) this.layouts.set(layout.name, layout);
    }

    isHandled(part: string, identity: string): boolean {
        return this.inbox.has(part, identity);
    }

    loadAggregate(aggregate: string, key: string): LoadedAggregate | undefined {
        const stored = this.aggregates.get(aggregate)?.get(key);
        if (!stored) return undefined;
        if (stored.revision !== (this.eventSourced.get(aggregate) ?? '')) return { events: this.log.read({ after: 0, limit: Infinity, aggregate: { name: aggregate, key } }) };
        return { snapshot: { version: stored.version, state: stored.state }, events: [] };
    }

    keys(aggregate: string): readonly string[] {
        return [...this.aggregates.get(aggregate)?.keys() ?? []];
    }

    loadInstance(process: string, key: string): ProcessInstance | undefined {
        return this.processes.get(process)?.get(key);
    }

    instances(process: string): readonly ProcessInstance[] {
        return [...this.processes.get(process)?.values() ?? []];
    }

    timers(process: string, before: number): readonly ProcessTimerRecord[] {
        return [...this.waiting.get(process)?.values() ?? []].flat().filter(({ due }) => due < before).sort((left, right) => left.due - right.due);
    }

    rows(projection: string): readonly object[] {
        return [...this.tables.get(projection)?.rows.values() ?? []];
    }

    eventTypes(): readonly string[] {
        return this.log.types;
    }

    events(selection: EventSelection): readonly LoggedEvent[] {
        if (!selection.aggregate && !this.log.isComplete) throw this.forgottenEvents();
        return this.log.read(selection);
    }

    commit(change: Change): boolean {
        const { at, handled, aggregate, instances = [], expired, postponed, rows } = change;
        if (handled && this.inbox.has(handled.part, handled.identity)) return false;
        const timer = expired ?? postponed;
        if (timer && !this.hasTimer(timer)) return false;
        if (aggregate) this.assertVersion(aggregate);
        for (const { process, key, version } of instances) if ((this.processes.get(process)?.get(key)?.version ?? 0) !== version) throw new StoreConflict(`'${process}' ${key}`);
        const table = rows && this.tableOf(rows.projection);
        const writes = rows && table && !this.isInRows(rows, table) ? rows.evolve(({ id }) => table.rows.get(id)) : [];
        // Nothing fails from here on.
        if (rows && table) {
            table.appliedTo = Math.max(table.appliedTo, this.log.append(rows.event, at));
            writeRows(table.rows, writes);
        }
        if (aggregate) this.keepAggregate(aggregate, at);
        if (expired) this.removeTimer(expired);
        if (postponed) this.replaceTimer(postponed);
        for (const instance of instances) this.keepInstance(instance);
        if (handled) this.inbox.add(handled.part, handled.identity);
        return true;
    }

    rebuild(projection: string, options: RebuildOptions): Promise<RebuildResult> {
        return promiseOf(() => this.makeAnew(projection, options));
    }

    outdated(): readonly string[] {
        return [...this.layouts.values()].filter(({ name, revision }) => (this.tables.get(name)?.revision ?? revision) !== revision).map(({ name }) => name);
    }

    statistics(at: number): StoreStatistics {
        const timersDue = [...this.waiting.keys()].map(process => [process, this.timers(process, at + 1).length] as const);
        const projectionLag = [...this.layouts.values()].map(({ name, types }) => [name, this.log.read({ after: this.tables.get(name)?.appliedTo ?? 0, limit: Infinity, types }).length] as const);
        return { timersDue: Object.fromEntries(timersDue), projectionLag: Object.fromEntries(projectionLag) };
    }

    tidy(): void {}

    private makeAnew(projection: string, { from, onSkipped }: RebuildOptions): RebuildResult {
        const layout = this.layouts.get(projection);
        if (!layout) throw new MissingHistory(`There is no projection '${projection}'.`);
        if (!this.log.isComplete) throw this.forgottenEvents();
        const rows = new Map<string, object>();
        const { position } = this.log;
        const replay = new ProjectionReplay(layout, { idempotency: this.idempotency, onSkipped });
        for (const event of this.log.read({ after: from - 1, limit: Infinity, types: typesFor(layout, this.log.types) })) writeRows(rows, replay.apply(event, ({ id }) => rows.get(id)));
        const table = this.tableOf(projection);
        table.rows = rows;
        table.rebuiltTo = position;
        table.appliedTo = position;
        table.revision = layout.revision;
        return { applied: replay.applied, skipped: replay.skipped, position };
    }

    /** What was made from the log has the event already, though it is delivered only now. */
    private isInRows({ event }: RowsChange, { rebuiltTo }: Table): boolean {
        return rebuiltTo > 0 && (this.log.positionOf(event.id) ?? Infinity) <= rebuiltTo;
    }

    private tableOf(projection: string): Table {
        let table = this.tables.get(projection);
        if (!table) this.tables.set(projection, table = { rows: new Map(), rebuiltTo: 0, appliedTo: 0, revision: this.layouts.get(projection)?.revision ?? '' });
        return table;
    }

    private assertVersion({ name, key, version }: AggregateChange): void {
        if ((this.aggregates.get(name)?.get(key)?.version ?? 0) !== version) throw new StoreConflict(`'${name}' ${key}`);
    }

    private keepAggregate({ name, key, version, events, state }: AggregateChange, at: number): void {
        if (events.length === 0) return;
        let stored = this.aggregates.get(name);
        if (!stored) this.aggregates.set(name, stored = new Map<string, Stored>());
        const revision = this.eventSourced.get(name);
        stored.set(key, { state, version: version + events.length, revision: revision ?? '' });
        if (revision !== undefined) for (const [index, event] of events.entries()) this.log.append(event, at, { name, key, version: version + index + 1 });
    }

    private keepInstance({ process, timers, ...instance }: InstanceChange): void {
        let instances = this.processes.get(process);
        if (!instances) this.processes.set(process, instances = new Map<string, ProcessInstance>());
        instances.set(instance.key, { ...instance, version: instance.version + 1 });
        if (timers) this.setTimers(process, instance.key, timers);
    }

    private hasTimer(timer: ProcessTimerRecord): boolean {
        return this.timersOf(timer).some(other => isSameTimer(other, timer));
    }

    private removeTimer(timer: ProcessTimerRecord): void {
        this.setTimers(timer.process, timer.key, this.timersOf(timer).filter(other => !isSameTimer(other, timer)));
    }

    private replaceTimer(timer: ProcessTimerRecord): void {
        this.setTimers(timer.process, timer.key, this.timersOf(timer).map(other => (isSameTimer(other, timer) ? timer : other)));
    }

    private timersOf({ process, key }: ProcessTimerRecord): readonly ProcessTimerRecord[] {
        return this.waiting.get(process)?.get(key) ?? [];
    }

    private setTimers(process: string, key: string, timers: readonly ProcessTimerRecord[]): void {
        let waiting = this.waiting.get(process);
        if (!waiting) this.waiting.set(process, waiting = new Map<string, readonly ProcessTimerRecord[]>());
        if (timers.length > 0) waiting.set(key, timers);
        else waiting.delete(key);
    }

    private forgottenEvents(): MissingHistory {
        return new MissingHistory("The oldest events are forgotten: the store in memory keeps as many as 'createMemoryStore({ events })' says.");
    }
}

function isSameTimer(left: ProcessTimerRecord, right: ProcessTimerRecord): boolean {
    return left.entry === right.entry && left.index === right.index;
}

