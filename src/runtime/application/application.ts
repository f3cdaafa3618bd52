import { RejectedMessage, type Broker, type ConsumeOptions, type Consumer, type Delivery, type DeliveryHandler } from '../broker.js';
import { systemClock, type Clock } from '../clock.js';
import type { Envelope } from '../envelope.js';
import { makeEnvelope } from '../make-envelope.js';
import { activityLog } from '../observability/activity-log.js';
import { DeliveriesInHand, type StopOptions, type StopReport } from '../observability/deliveries-in-hand.js';
import { healthOf, type ApplicationStatus, type Health } from '../observability/health.js';
import { makeUuid, systemRandom, type Random } from '../random.js';
import { createMemoryStore } from '../stores/memory.js';
import { StoreConflict, type ProcessInstance, type Store } from '../stores/store.js';
import { AggregateRunner } from './aggregate.js';
import type { ApplicationActivity, ApplicationDefinition, ApplicationOptions, EmitOptions } from './definition.js';
import { identityOf } from './identity.js';
import type { MessageDefinition } from './messages.js';
import type { HandlerContext, PartDefinition, TimeAndIds } from './parts.js';
import { ProcessTimers } from './process-timers.js';
import { ProcessRunner } from './process.js';
import { ProjectionRunner } from './projection.js';
import { Relay } from './relay.js';
import type { Runner } from './runner.js';
import { Schedules } from './schedules.js';
import { Settler } from './settling.js';
import { Turns } from './turns.js';

/** How often a message is worked out anew at once because another process was faster; then the broker gives it out again. */
const conflictRetries = 5;

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
    private readonly schedules: Schedules;
    private readonly relay: Relay | undefined;
    private readonly inHand: DeliveriesInHand;
    private readonly consumed: string[] = [];
    private status: ApplicationStatus = 'new';
    private readonly newId = () => makeUuid(this.random);
    /** The clock's last time as text. */
    private written = { at: Number.NaN, text: '' };
    private stopPolling = (): void => undefined;

    constructor(
        private readonly definition: ApplicationDefinition,
        private readonly options: ApplicationOptions,
    ) {
        const { store = createMemoryStore(), clock = systemClock, random = systemRandom, scheduleLimit: limit = Infinity } = options;
        const broker = options.telemetry?.instrument(options.broker) ?? options.broker;
        const log = options.logger && activityLog(options.logger, options.broker);
        const observe = (activity: ApplicationActivity) => {
            options.observe?.(activity);
            log?.(activity);
        };
        this.broker = broker;
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.observe = observe;
        this.inHand = new DeliveriesInHand(clock);
        const dependencies = store.ping ? [{ name: 'The store', ping: async () => store.ping?.() }] : [];
        this.health = healthOf({ clock, broker, dependencies, status: () => this.status, subscriptions: () => this.consumed });
        const timeAndIds = () => this.timeAndIds();
        this.settler = new Settler({ broker, store, clock, random, onOutgoing: () => this.relay?.wake() });
        this.schedules = new Schedules({ clock, observe, limit, timeAndIds, settler: this.settler });
        this.relay = store.outbox && new Relay({ clock, observe, outbox: store.outbox, publish: message => this.settler.publish(message) });
    }

    /** Makes the channels exist and begins to take messages. */
    async start(): Promise<void> {
        this.status = 'starting';
        try {
            await this.startParts();
            this.status = 'running';
        } catch (error) {
            this.status = 'failed';
            throw error;
        }
    }

    private async startParts(): Promise<void> {
        const { topology, parts, subscriptions, queues } = this.definition;
        const runners = parts.map(part => ({ part, runner: this.makeRunner(part) }));
        await this.store.open({
            clock: this.clock,
            aggregates: parts.flatMap(part => (part.kind === 'aggregate' ? [{ name: part.name, store: part.store, revision: part.revision ?? '' }] : [])),
            projections: [...this.projections.values()].map(({ layout }) => layout),
            ...(this.options.idempotency && { idempotency: this.options.idempotency }),
        });
        await this.broker.prepare(topology);
        await this.poll();
        const handlersOfCommands = new Map<string, { part: PartDefinition; runner: Runner; message: MessageDefinition<object> }>();
        for (const { part, runner } of runners) {
            for (const message of runner.messages) {
                if (message.kind === 'command') for (const type of message.reads) handlersOfCommands.set(type, { part, runner, message });
            }
            const events = new Map(runner.messages.filter(({ kind }) => kind === 'event').flatMap(message => message.reads.map(type => [type, message] as const)));
            for (const subscription of subscriptions[part.name] ?? []) {
                await this.consume(subscription, delivery => {
                    const message = events.get(delivery.envelope.type);
                    // A topic carries more than one part needs.
                    return message ? this.take(delivery, part, runner, message) : Promise.resolve();
                }, { concurrency: part.settings.concurrency });
            }
            if (part.kind === 'service') {
                for (const { query, answer } of part.answers) this.consumers.push(await this.broker.answer(query, async envelope => answer(envelope.data)));
                for (const schedule of part.schedules) this.schedules.start(part.name, schedule);
            }
            if (part.kind === 'projection') {
                const projection = this.projections.get(part.name)!;
                for (const { query, answer, equal } of part.queries) {
                    this.consumers.push(await this.broker.answer(query, async ({ data }) => answer(await projection.rows(equal?.(data)), data)));
                }
            }
        }
        for (const { name, concurrency } of queues) {
            await this.consume(name, delivery => {
                const handler = handlersOfCommands.get(delivery.envelope.type);
                if (!handler) throw new RejectedMessage(`Nothing here handles '${delivery.envelope.type}'.`);
                return this.take(delivery, handler.part, handler.runner, handler.message);
            }, { concurrency });
        }
    }

    private async consume(subscription: string, handler: DeliveryHandler, options: ConsumeOptions): Promise<void> {
        this.consumers.push(await this.broker.consume(subscription, delivery => this.inHand.hold(delivery, handler), options));
        this.consumed.push(subscription);
    }

    /**
     * Takes no more messages, stops the timers and waits until what is in hand is settled and what it sent is published, or for
     * as long as `timeout` says; resolves with what was left then.
     */
    async stop(options: StopOptions = {}): Promise<StopReport> {
        this.status = 'draining';
        this.stopPolling();
        this.schedules.stop();
        for (const timers of this.timers) timers.stop();
        const report = await this.inHand.settle(this.drain(), options);
        this.status = 'stopped';
        return report;
    }

    private async drain(): Promise<void> {
        await Promise.all(this.consumers.splice(0).map(consumer => consumer.stop()));
        await this.turns.settled();
        await this.relay?.stop();
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

    /** The rows of a projection as they are now, in the order of their first events. */
    async rows(projection: string): Promise<readonly object[]> {
        return await this.projections.get(projection)?.rows() ?? [];
    }

    /** The state of one aggregate as it is now; undefined before its first event. */
    async state(aggregate: string, key: string): Promise<object | undefined> {
        return (await this.aggregates.get(aggregate)?.load(key))?.state;
    }

    /** The keys of an aggregate's instances, in the order of their first events. */
    async keys(aggregate: string): Promise<readonly string[]> {
        return this.store.keys(aggregate);
    }

    /** The instances of a process with the state that each is in; `end` when it has ended. */
    async instances(process: string): Promise<readonly Pick<ProcessInstance, 'key' | 'state'>[]> {
        return (await this.processes.get(process)?.instances() ?? []).map(({ key, state }) => ({ key, state }));
    }

    private makeRunner(part: PartDefinition): Runner {
        const { store, clock, observe, settler, turns } = this;
        switch (part.kind) {
            case 'service': {
                const byName = new Map(part.handlers.map(handler => [handler.message.name, handler]));
                return {
                    messages: part.handlers.map(({ message }) => message),
                    keysOf: () => [],
                    handle: async (message, data, context) => ({ decision: await byName.get(message.name)!.handle(data, context) }),
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

    /** One delivery. It is acknowledged when this resolves: after what it led to is kept. */
    private take({ envelope }: Delivery, part: PartDefinition, runner: Runner, message: MessageDefinition<object>): Promise<void> {
        const data = message.parse(envelope.type, envelope.data);
        const identity = identityOf(part.settings, message, data, envelope);
        const keys = runner.keysOf(message, data).map(key => `/${key}`);
        keys.push(identity);
        return this.turns.run(part.name, keys, () => this.handle(envelope, { part, runner, message, data, identity }));
    }

    private async handle(envelope: Envelope, { part, runner, message, data, identity }: { part: PartDefinition; runner: Runner; message: MessageDefinition<object>; data: object; identity: string }): Promise<void> {
        const handled = { part: part.name, identity };
        const isHandled = this.store.isHandled(part.name, identity);
        // Waiting for what is no promise takes as long as all else that happens to a message here.
        if (isHandled instanceof Promise ? await isHandled : isHandled) return;
        for (let attempt = 1; ; attempt++) {
            const effect = await runner.handle(message, data, this.contextOf(envelope));
            try {
                const settled = this.settler.settle(effect, { part: part.name, cause: envelope, change: { handled } });
                const outputs = settled instanceof Promise ? await settled : settled;
                const { rejection } = effect.decision;
                // Another process that shares the store was faster.
                if (!outputs) return;
                if (rejection === undefined) this.observe({ kind: 'handled', part: part.name, envelope, outputs });
                else this.observe({ kind: 'rejected', part: part.name, envelope, reason: rejection });
                return;
            } catch (error) {
                // Without an outbox something has gone out already.
                if (!(error instanceof StoreConflict) || !this.store.outbox || attempt > conflictRetries) throw error;
            }
        }
    }

    /** Looks at what the store has for whoever comes first, now and then again where others may leave something there. */
    private async poll(): Promise<void> {
        const { store, clock } = this;
        if (!store.outbox) {
            for (const timers of this.timers) await timers.pickUp(Infinity);
            return;
        }
        const interval = this.options.pollInterval ?? 500;
        try {
            for (const timers of this.timers) await timers.pickUp(clock.now() + 2 * interval);
            await store.tidy();
        } catch (error) {
            this.observe({ kind: 'failed', part: 'store', reason: error instanceof Error ? error.message : String(error) });
        }
        if (this.status === 'draining' || this.status === 'stopped') return;
        this.relay?.wake();
        this.stopPolling = clock.schedule(interval, () => void this.poll(), { background: true });
    }

    private contextOf(envelope: Envelope): HandlerContext {
        const { now, nowMilliseconds, newId } = this.timeAndIds();
        return { envelope, now, nowMilliseconds, newId };
    }

    private timeAndIds(): TimeAndIds {
        const nowMilliseconds = this.clock.now();
        // Many messages come in a millisecond, and writing a date takes longer than all else that is done here for one.
        if (nowMilliseconds !== this.written.at) this.written = { at: nowMilliseconds, text: new Date(nowMilliseconds).toISOString() };
        return { now: this.written.text, nowMilliseconds, newId: this.newId };
    }
}
