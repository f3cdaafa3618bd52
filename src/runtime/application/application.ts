import { RejectedMessage, type Broker, type ConsumeOptions, type Consumer, type Delivery } from '../broker.js';
import { membersOf } from '../brokers/joined-brokers.js';
import { systemClock, type Clock } from '../clock.js';
import type { Envelope } from '../envelope.js';
import { makeEnvelope } from '../make-envelope.js';
import { DeliveriesInHand, type StopOptions, type StopReport } from '../observability/deliveries-in-hand.js';
import { healthOf, type ApplicationStatus, type Health } from '../observability/health.js';
import { promiseOf } from '../promise-of.js';
import { makeUuid, systemRandom, type Random } from '../random.js';
import { withJitter } from '../retry.js';
import { createMemoryStore } from '../stores/memory.js';
import type { OutgoingMessage } from '../stores/outbox.js';
import type { ProcessInstance, RebuildResult, Store, StoreStatistics } from '../stores/store.js';
import { tellerOf } from './activities.js';
import { AggregateRunner } from './aggregate.js';
import type { ApplicationActivity, ApplicationDefinition, ApplicationOptions, EmitOptions, ReplayOptions, ReplayResult } from './definition.js';
import { assertParameters, type MessageDefinition } from './messages.js';
import type { PartDefinition, TimeAndIds } from './parts.js';
import { Past, type AggregateMoment, type AuditEntry, type LogMoment } from './past.js';
import { ProcessTimers } from './process-timers.js';
import { ProcessRunner } from './process.js';
import { ProjectionRunner } from './projection.js';
import { Rebuilds } from './rebuilds.js';
import { Receiver, type RunningPart } from './receiver.js';
import { lanesOf, Relay } from './relay.js';
import { replayEvents } from './replaying.js';
import { readerOf, type Runner } from './runner.js';
import { Schedules } from './schedules.js';
import { Settler } from './settling.js';
import { SkippedEvents } from './skipped-events.js';
import { StoreGate } from './store-gate.js';
import { Turns } from './turns.js';

/** Runs the parts of a specification on a broker. */
export class Application {
    readonly clock: Clock;
    readonly random: Random;
    readonly store: Store;
    readonly health: Health;
    private readonly broker: Broker;
    private readonly observe: (activity: ApplicationActivity) => void;
    private readonly aggregates = new Map<string, AggregateRunner>();
    private readonly projections = new Map<string, ProjectionRunner>();
    private readonly processes = new Map<string, ProcessRunner>();
    private readonly timers: ProcessTimers[] = [];
    private readonly consumers: Consumer[] = [];
    private readonly turns = new Turns();
    private readonly settler: Settler;
    private readonly gate: StoreGate;
    private readonly schedules: Schedules;
    /** One for each broker. */
    private readonly relays: readonly Relay[];
    private readonly inHand: DeliveriesInHand;
    private readonly consumed: string[] = [];
    private status: ApplicationStatus = 'new';
    private readonly receiver: Receiver;
    private readonly rebuilds: Rebuilds;
    private readonly past: Past;
    private readonly runningParts = new Map<string, RunningPart>();
    private readonly newId = () => makeUuid(this.random);
    /** The clock's last time as text. */
    private written = { at: Number.NaN, text: '' };
    private polling: Promise<void> = Promise.resolve();
    private stopPolling = (): void => undefined;

    constructor(
        private readonly definition: ApplicationDefinition,
        private readonly options: ApplicationOptions,
    ) {
        const { store = createMemoryStore(), clock = systemClock, random = systemRandom, scheduleLimit: limit = Infinity } = options;
        const broker = options.telemetry?.instrument(options.broker) ?? options.broker;
        const observe = tellerOf(options, { now: () => clock.now(), statistics: () => this.statistics() });
        this.broker = broker;
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.observe = observe;
        this.inHand = new DeliveriesInHand(clock);
        const dependencies = store.ping ? [{ name: 'The store', ping: async () => store.ping?.() }] : [];
        this.health = healthOf({ clock, broker, dependencies, status: () => this.status, subscriptions: () => this.consumed });
        const timeAndIds = () => this.timeAndIds();
        this.settler = new Settler({ broker, store, clock, random, onOutgoing: () => this.wakeRelays() });
        this.receiver = new Receiver({ store, observe, timeAndIds, settler: this.settler, turns: this.turns });
        this.rebuilds = new Rebuilds(store, observe);
        this.past = new Past(store, { idempotency: options.idempotency, observe });
        this.gate = new StoreGate({ store, clock, observe });
        this.schedules = new Schedules({ clock, gate: this.gate, observe, limit, timeAndIds, settler: this.settler });
        const { outbox } = store;
        const relay = outbox && { clock, observe, outbox, publish: (message: OutgoingMessage) => this.settler.publish(message) };
        const lanes = lanesOf(membersOf(broker));
        this.relays = !relay ? [] : lanes.length === 0 ? [new Relay(relay)] : lanes.map(lane => new Relay({ ...relay, lane }));
    }

    /** Makes the channels exist and begins to take messages. */
    async start(): Promise<void> {
        this.status = 'starting';
        try {
            await this.startParts();
            this.status = 'running';
        } catch (error) {
            this.status = 'failed';
            // Nothing that has begun goes on without the rest.
            this.endTimers();
            await this.drain().catch(() => undefined);
            throw error;
        }
    }

    private async startParts(): Promise<void> {
        const { topology, parts, subscriptions, queues } = this.definition;
        for (const part of parts) this.runningParts.set(part.name, { part, runner: this.makeRunner(part) });
        await this.store.open({
            clock: this.clock,
            aggregates: parts.flatMap(part => (part.kind === 'aggregate' ? [{ name: part.name, store: part.store, revision: part.revision ?? '' }] : [])),
            projections: [...this.projections.values()].map(({ layout }) => layout),
            outboxLanes: this.relays.length,
            ...(this.options.idempotency && { idempotency: this.options.idempotency }),
            onSkipped: (projection, event, error) => new SkippedEvents(projection, this.observe).add(event, error),
        });
        const { retryJitter = 0 } = this.options;
        await this.broker.prepare(retryJitter === 0 ? topology : withJitter(topology, retryJitter));
        await this.poll();
        // All at a time, because taking part may need an agreement with other programs.
        const beginnings: Promise<void>[] = [];
        const handlersOfCommands = new Map<string, RunningPart & { readonly message: MessageDefinition<object> }>();
        for (const running of this.runningParts.values()) {
            const { part, runner } = running;
            for (const message of runner.messages) {
                if (message.kind === 'command') for (const type of message.reads) handlersOfCommands.set(type, { ...running, message });
            }
            for (const subscription of subscriptions[part.name] ?? []) {
                const read = readerOf(runner, topology.subscriptions.find(({ name }) => name === subscription));
                beginnings.push(this.consume(subscription, ({ envelope }) => {
                    const message = read(envelope.type);
                    return message ? this.receiver.take(envelope, running, message) : Promise.resolve();
                }, { concurrency: part.settings.concurrency }));
            }
            if (part.kind === 'service') {
                for (const { query, validate, answer } of part.answers) {
                    beginnings.push(this.keep(this.broker.answer(query, ({ data }) => promiseOf(() => {
                        assertParameters(query, validate, data);
                        return answer(data);
                    }))));
                }
                for (const schedule of part.schedules) this.schedules.start(part.name, schedule);
            }
            if (part.kind === 'projection') {
                const projection = this.projections.get(part.name)!;
                for (const { query, validate, answer, equal } of part.queries) {
                    beginnings.push(this.keep(this.broker.answer(query, async ({ data }) => {
                        assertParameters(query, validate, data);
                        return answer(await projection.rows(equal?.(data)), data);
                    })));
                }
            }
        }
        for (const { name, concurrency } of queues) {
            beginnings.push(this.consume(name, ({ envelope }) => {
                const handler = handlersOfCommands.get(envelope.type);
                if (!handler) throw new RejectedMessage(`Nothing here handles '${envelope.type}'.`);
                return this.receiver.take(envelope, handler, handler.message);
            }, { concurrency }));
        }
        // What has begun beside one that failed must be known, to be ended.
        const failed = (await Promise.allSettled(beginnings)).find(({ status }) => status === 'rejected');
        if (failed?.status === 'rejected') throw failed.reason;
    }

    private async consume(subscription: string, handler: (delivery: Delivery) => Promise<unknown>, options: ConsumeOptions): Promise<void> {
        this.consumed.push(subscription);
        const guarded = this.guard(subscription, handler);
        await this.keep(this.broker.consume(subscription, delivery => this.inHand.hold(delivery, guarded), options));
    }

    /** A store that cannot be away needs no guard. */
    private guard(name: string, handler: (delivery: Delivery) => Promise<unknown>): (delivery: Delivery) => Promise<unknown> {
        if (!this.store.ping) return handler;
        const { channels, subscriptions } = this.definition.topology;
        const subscription = subscriptions.find(candidate => candidate.name === name);
        const channel = channels.find(candidate => candidate.name === subscription?.channel);
        return this.gate.guard(handler, { acknowledgeTimeout: subscription?.acknowledgeTimeout ?? Infinity, isOnce: channel?.deliver === 'at-most-once' });
    }

    private async keep(consumer: Promise<Consumer>): Promise<void> {
        this.consumers.push(await consumer);
    }

    /**
     * Takes no more messages, stops the timers and waits until what is in hand is settled and what it sent is published, or for
     * as long as `timeout` says; resolves with what was left then.
     */
    async stop(options: StopOptions = {}): Promise<StopReport> {
        this.status = 'draining';
        this.endTimers();
        const report = await this.inHand.settle(this.drain(), options);
        this.status = 'stopped';
        return report;
    }

    private endTimers(): void {
        this.stopPolling();
        this.schedules.stop();
        this.gate.stop();
        for (const timers of this.timers) timers.stop();
    }

    private async drain(): Promise<void> {
        await Promise.all(this.consumers.splice(0).map(consumer => consumer.stop()));
        await this.rebuilds.stop();
        await this.polling;
        await this.turns.settled();
        await Promise.all(this.relays.map(relay => relay.stop()));
    }

    /** Publishes an event or sends a command from outside the parts; resolves with its envelope when the broker has it. */
    async emit<Data extends object>(message: MessageDefinition<Data>, data: Data, options: EmitOptions = {}): Promise<Envelope> {
        return this.settler.send({ message, data }, options.source ?? '/', options.cause);
    }

    /** Asks a query and resolves with its answer. */
    async ask(query: string, parameters: object): Promise<unknown> {
        const envelope = makeEnvelope({ source: '/', type: query, data: parameters }, this.clock, this.random);
        return this.broker.request(query, envelope, { timeout: this.options.queryTimeout ?? 10_000 });
    }

    /** The rows of a projection as they are now, in the order of their first events; or as this version makes them of what was in the log at some moment. */
    async rows(projection: string, moment?: LogMoment): Promise<readonly object[]> {
        const runner = this.projections.get(projection);
        if (!runner) return [];
        return moment ? this.past.rows(runner, moment) : runner.rows();
    }

    /** The state of one aggregate as it is now, or was at some moment; undefined before its first event. Throws `MissingHistory` of one that stores its state alone. */
    async state(aggregate: string, key: string, moment?: AggregateMoment): Promise<object | undefined> {
        const runner = this.aggregates.get(aggregate);
        return (await (moment && runner ? this.past.aggregate(runner, key, moment) : runner?.load(key)))?.state;
    }

    /** What has happened to one aggregate, when, and what caused it; the first event first. Throws `MissingHistory` of one that stores its state alone. */
    async history(aggregate: string, key: string): Promise<readonly AuditEntry[]> {
        const runner = this.aggregates.get(aggregate);
        return runner ? this.past.auditTrail(runner, key) : [];
    }

    /** Makes the rows of a projection anew from the log, from a position on (0 is all); the rows that are there serve until that is done. */
    async rebuild(projection: string, options: { readonly from: number }): Promise<RebuildResult> {
        return this.rebuilds.rebuild(projection, options);
    }

    /**
     * Gives a service or process the events of the log once more, one after the other. What it remembers to have handled has no
     * second effect. Rejects at the first event that it cannot handle, or whose version it cannot read; of a projection see `rebuild`.
     */
    async replay(part: string, options: ReplayOptions): Promise<ReplayResult> {
        const running = this.runningParts.get(part);
        if (!running) throw new RangeError(`There is no part '${part}' that runs here.`);
        if (running.part.kind === 'projection') throw new RangeError(`'${part}' is a projection, whose rows are made anew by 'rebuild'.`);
        return replayEvents(running, options, { store: this.store, past: this.past, receiver: this.receiver });
    }

    /** The keys of an aggregate's instances, in the order of their first events. */
    async keys(aggregate: string): Promise<readonly string[]> {
        return this.store.keys(aggregate);
    }

    /** The instances of a process with the state that each is in; `end` when it has ended. */
    async instances(process: string): Promise<readonly Pick<ProcessInstance, 'key' | 'state'>[]> {
        return (await this.processes.get(process)?.instances() ?? []).map(({ key, state }) => ({ key, state }));
    }

    /** A process without any timers has none that are due, whether or not the store knows of it. */
    private async statistics(): Promise<StoreStatistics | undefined> {
        if (this.status !== 'running') return undefined;
        const statistics = await this.store.statistics(this.clock.now());
        const none = Object.fromEntries([...this.processes.keys()].map(process => [process, 0]));
        return { ...statistics, timersDue: { ...none, ...statistics.timersDue } };
    }

    private makeRunner(part: PartDefinition): Runner {
        const { store, clock, observe, settler, turns } = this;
        switch (part.kind) {
            case 'service': {
                const byName = new Map(part.handlers.map(handler => [handler.message.name, handler]));
                return {
                    messages: part.handlers.map(({ message }) => message),
                    keysOf: () => [],
                    handle: (message, data, context) => byName.get(message.name)!.handle(data, context),
                };
            }
            case 'aggregate': {
                const runner = new AggregateRunner(part, store, { snapshotEvery: this.options.snapshotEvery ?? 100 });
                this.aggregates.set(part.name, runner);
                return runner;
            }
            case 'projection': {
                const runner = new ProjectionRunner(part, store);
                this.projections.set(part.name, runner);
                return runner;
            }
            case 'process': {
                const runner: ProcessRunner = new ProcessRunner(part, { store, observe, onEntered: (key, waiting) => timers.replace(key, waiting) });
                const timers = new ProcessTimers(runner, { process: part.name, store, clock, settler, turns, observe, timeAndIds: () => this.timeAndIds() });
                this.timers.push(timers);
                this.processes.set(part.name, runner);
                return runner;
            }
        }
    }

    /** Looks at what the store has for whoever comes first, now and then again where others may leave something there. */
    private async poll(): Promise<void> {
        const { store, clock } = this;
        if (!store.outbox) {
            for (const timers of this.timers) await timers.pickUp(Infinity);
            this.rebuilds.startOutdated();
            return;
        }
        const interval = this.options.pollInterval ?? 500;
        try {
            for (const timers of this.timers) await timers.pickUp(clock.now() + 2 * interval);
            await store.tidy();
        } catch (error) {
            if (!await this.gate.isAway()) this.observe({ kind: 'failed', part: 'store', reason: error instanceof Error ? error.message : String(error) });
        }
        if (this.status !== 'starting' && this.status !== 'running') return;
        this.wakeRelays();
        this.rebuilds.startOutdated();
        this.stopPolling = clock.schedule(interval, () => {
            this.polling = this.poll();
        }, { background: true });
    }

    private wakeRelays(): void {
        for (const relay of this.relays) relay.wake();
    }

    private timeAndIds(): TimeAndIds {
        const nowMilliseconds = this.clock.now();
        // Many messages come in a millisecond, and writing a date takes longer than all else that is done here for one.
        if (nowMilliseconds !== this.written.at) this.written = { at: nowMilliseconds, text: new Date(nowMilliseconds).toISOString() };
        return { now: this.written.text, nowMilliseconds, newId: this.newId };
    }
}
