import { RejectedMessage, type Broker, type ConsumeOptions, type Consumer, type Delivery, type DeliveryHandler, type Topology } from '../broker.js';
import { systemClock, type Clock } from '../clock.js';
import type { Envelope } from '../envelope.js';
import { makeEnvelope } from '../make-envelope.js';
import { activityLog } from '../observability/activity-log.js';
import { DeliveriesInHand, type StopOptions, type StopReport } from '../observability/deliveries-in-hand.js';
import { healthOf, type ApplicationStatus, type Health } from '../observability/health.js';
import type { Logger } from '../observability/logger.js';
import type { Telemetry } from '../observability/telemetry.js';
import { makeUuid, systemRandom, type Random } from '../random.js';
import { AggregateRunner } from './aggregate.js';
import { nextCronTime } from './cron.js';
import { Inbox, type InboxOptions } from './inbox.js';
import type { Decision, MessageDefinition, Output } from './messages.js';
import type { HandlerContext, PartDefinition, ScheduleDefinition, TimeAndIds } from './parts.js';
import { ProcessRunner } from './process.js';
import { ProjectionRunner } from './projection.js';

/** What an application is made of; the generated `app.ts` puts it together. */
export interface ApplicationDefinition {
    readonly topology: Topology;
    readonly parts: readonly PartDefinition[];
    /** For each part, by name, the topic subscriptions that feed it. */
    readonly subscriptions: Readonly<Record<string, readonly string[]>>;
    /** The queues from which commands are taken. */
    readonly queues: readonly { readonly name: string; readonly concurrency: number }[];
}

export interface ApplicationOptions {
    readonly broker: Broker;
    readonly clock?: Clock;
    readonly random?: Random;
    readonly observe?: (activity: ApplicationActivity) => void;
    /** Makes traces and metrics: `openTelemetry(api)`. */
    readonly telemetry?: Telemetry;
    readonly logger?: Logger;
    /** Milliseconds that an asked query waits for its answer; 10,000 unless given. */
    readonly queryTimeout?: number;
    /** What is remembered of handled messages, so that one that comes again has no second effect: unless given, those of 24 hours and 100,000 of each part. */
    readonly idempotency?: InboxOptions;
    /** How often each schedule fires, so that a run comes to an end; for ever unless given. */
    readonly scheduleLimit?: number;
}

/** `cause`: the message that set this one off; `source`: who makes it, as a URI reference. */
export interface EmitOptions {
    readonly cause?: Envelope;
    readonly source?: string;
}

/** What parts did, for logs and pictures. */
export type ApplicationActivity =
    | { readonly kind: 'handled'; readonly part: string; readonly envelope: Envelope; readonly outputs: readonly Envelope[] }
    | { readonly kind: 'rejected'; readonly part: string; readonly envelope: Envelope; readonly reason: string }
    | { readonly kind: 'entered' | 'ended'; readonly process: string; readonly key: string; readonly state: string }
    | { readonly kind: 'timed-out'; readonly process: string; readonly key: string; readonly state: string }
    | { readonly kind: 'failed'; readonly part: string; readonly reason: string };

/** What a part's runner does with one message: what goes out, and what is kept once that is confirmed. */
export interface Effect {
    readonly decision: Decision;
    commit(): void;
}

export interface Runner {
    readonly messages: readonly MessageDefinition<object>[];
    /** Messages that share a key are worked on one after the other. Throws `RejectedMessage` where a message has none and needs one. */
    keysOf(message: MessageDefinition<object>, data: object): readonly string[];
    handle(message: MessageDefinition<object>, data: object, context: HandlerContext): Promise<Effect>;
}

/** Runs the parts of a specification on a broker. */
export class Application {
    readonly clock: Clock;
    readonly random: Random;
    readonly health: Health;
    private readonly broker: Broker;
    private readonly observe: (activity: ApplicationActivity) => void;
    private readonly queryTimeout: number;
    private readonly scheduleLimit: number;
    private readonly projections = new Map<string, ProjectionRunner>();
    private readonly aggregates = new Map<string, AggregateRunner>();
    private readonly processes = new Map<string, ProcessRunner>();
    private readonly consumers: Consumer[] = [];
    private readonly cancellations = new Set<() => void>();
    private readonly inbox: Inbox;
    private readonly turns = new Map<string, Promise<unknown>>();
    private readonly inHand: DeliveriesInHand;
    private readonly consumed: string[] = [];
    private status: ApplicationStatus = 'new';

    constructor(private readonly definition: ApplicationDefinition, options: ApplicationOptions) {
        this.broker = options.telemetry?.instrument(options.broker) ?? options.broker;
        this.clock = options.clock ?? systemClock;
        this.random = options.random ?? systemRandom;
        this.inHand = new DeliveriesInHand(this.clock);
        this.health = healthOf({ clock: this.clock, broker: this.broker, dependencies: [], status: () => this.status, subscriptions: () => this.consumed });
        const log = options.logger && activityLog(options.logger, options.broker);
        this.observe = activity => {
            options.observe?.(activity);
            log?.(activity);
        };
        this.queryTimeout = options.queryTimeout ?? 10_000;
        this.scheduleLimit = options.scheduleLimit ?? Infinity;
        this.inbox = new Inbox(this.clock, options.idempotency);
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
        await this.broker.prepare(topology);
        const handlersOfCommands = new Map<string, { part: PartDefinition; runner: Runner; message: MessageDefinition<object> }>();
        for (const part of parts) {
            const runner = this.makeRunner(part);
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
                for (const schedule of part.schedules) this.schedule(part.name, schedule);
            }
            if (part.kind === 'projection') {
                const projection = this.projections.get(part.name)!;
                for (const { query, answer } of part.queries) this.consumers.push(await this.broker.answer(query, async envelope => answer(projection.rows(), envelope.data)));
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
        this.consumers.push(await this.broker.consume(subscription, delivery => this.inHand.hold(delivery, async () => handler(delivery)), options));
        this.consumed.push(subscription);
    }

    /**
     * Takes no more messages, stops the timers and waits until what is in hand is settled, or for as long as `timeout` says;
     * resolves with what was left then.
     */
    async stop(options: StopOptions = {}): Promise<StopReport> {
        this.status = 'draining';
        for (const cancel of this.cancellations) cancel();
        this.cancellations.clear();
        const settled = Promise.all(this.consumers.splice(0).map(consumer => consumer.stop())).then(() => Promise.all(this.turns.values()));
        const report = await this.inHand.settle(settled, options);
        this.status = 'stopped';
        return report;
    }

    /** Publishes an event or sends a command from outside the parts; resolves with its envelope when the broker has it. */
    async emit<Data extends object>(message: MessageDefinition<Data>, data: Data, options: EmitOptions = {}): Promise<Envelope> {
        return this.send({ message, data }, options.source ?? '/', options.cause);
    }

    /** Asks a query and resolves with its answer. */
    async ask(query: string, parameters: object): Promise<unknown> {
        const envelope = makeEnvelope({ source: '/', type: query, data: parameters }, this.clock, this.random);
        return this.broker.request(query, envelope, { timeout: this.queryTimeout });
    }

    /** The rows of a projection as they are now. */
    rows(projection: string): readonly object[] {
        return this.projections.get(projection)?.rows() ?? [];
    }

    /** The state of one aggregate as it is now; undefined before its first event. */
    state(aggregate: string, key: string): object | undefined {
        return this.aggregates.get(aggregate)?.state(key);
    }

    /** The keys of an aggregate's instances, in the order of their first events. */
    keys(aggregate: string): readonly string[] {
        return this.aggregates.get(aggregate)?.keys() ?? [];
    }

    /** The instances of a process with the state that each is in; `end` when it has ended. */
    instances(process: string): readonly { readonly key: string; readonly state: string }[] {
        return this.processes.get(process)?.instances() ?? [];
    }

    private makeRunner(part: PartDefinition): Runner {
        switch (part.kind) {
            case 'service': {
                const byName = new Map(part.handlers.map(handler => [handler.message.name, handler]));
                return {
                    messages: part.handlers.map(({ message }) => message),
                    keysOf: () => [],
                    handle: async (message, data, context) => ({ decision: await byName.get(message.name)!.handle(data, context), commit: () => undefined }),
                };
            }
            case 'aggregate': {
                const runner = new AggregateRunner(part);
                this.aggregates.set(part.name, runner);
                return runner;
            }
            case 'projection': {
                const runner = new ProjectionRunner(part);
                this.projections.set(part.name, runner);
                return runner;
            }
            case 'process': {
                const runner = new ProcessRunner(part, {
                    clock: this.clock,
                    observe: this.observe,
                    inTurn: (key, work) => this.inTurn([`${part.name}/${key}`], work),
                    send: async (outputs, cause) => {
                        for (const output of outputs) await this.send(output, sourceOf(part.name), cause);
                    },
                    timeAndIds: () => this.timeAndIds(),
                    fail: reason => this.observe({ kind: 'failed', part: part.name, reason }),
                });
                this.processes.set(part.name, runner);
                this.cancellations.add(() => runner.stop());
                return runner;
            }
        }
    }

    /** One delivery: outputs are confirmed first, then the state is kept and the message acknowledged. */
    private async take({ envelope }: Delivery, part: PartDefinition, runner: Runner, message: MessageDefinition<object>): Promise<void> {
        const data = message.parse(envelope.type, envelope.data);
        const identity = part.settings.idempotentBy === 'id' ? envelope.id : `${message.name}/${String((data as Record<string, unknown>)[part.settings.idempotentBy] ?? envelope.id)}`;
        const work = async () => {
            if (this.inbox.has(part.name, identity)) return;
            const { decision, commit } = await runner.handle(message, data, this.contextOf(envelope));
            for (const { message, data } of decision.outputs) message.parse(message.type, data);
            const outputs: Envelope[] = [];
            for (const output of decision.outputs) outputs.push(await this.send(output, sourceOf(part.name), envelope));
            commit();
            this.inbox.add(part.name, identity);
            if (decision.rejection === undefined) this.observe({ kind: 'handled', part: part.name, envelope, outputs });
            else this.observe({ kind: 'rejected', part: part.name, envelope, reason: decision.rejection });
        };
        await this.inTurn([`${part.name}#${identity}`, ...runner.keysOf(message, data).map(key => `${part.name}/${key}`)], work);
    }

    private contextOf(envelope: Envelope): HandlerContext {
        return { envelope, ...this.timeAndIds() };
    }

    private timeAndIds(): TimeAndIds {
        const nowMilliseconds = this.clock.now();
        return { now: new Date(nowMilliseconds).toISOString(), nowMilliseconds, newId: () => makeUuid(this.random) };
    }

    private async send({ message, data }: Output, source: string, cause: Envelope | undefined): Promise<Envelope> {
        // What a handler supplied may not be what the specification promises to others.
        message.parse(message.type, data);
        const fields = data as Readonly<Record<string, unknown>>;
        const key = message.key === undefined ? undefined : fields[message.key];
        const headers = Object.fromEntries(message.headers.filter(name => fields[name] !== undefined).map(name => [name, fields[name]]));
        const envelope = makeEnvelope({
            source, type: message.type, data, headers,
            ...(key !== undefined && { key: String(key) }),
            ...(cause && { cause }),
        }, this.clock, this.random);
        await this.broker.publish(message.channel, envelope, key === undefined ? {} : { key: String(key) });
        return envelope;
    }

    /** Takes its place for all keys at once, so that no two wait for each other. */
    private async inTurn(keys: readonly string[], work: () => Promise<void>): Promise<void> {
        const mine = Promise.all(keys.map(key => this.turns.get(key))).then(work);
        // Those who wait their turn must not fail because this one did.
        const settled = mine.catch(() => undefined).finally(() => {
            for (const key of keys) if (this.turns.get(key) === settled) this.turns.delete(key);
        });
        for (const key of keys) this.turns.set(key, settled);
        return mine;
    }

    private schedule(part: string, { name, every, run }: ScheduleDefinition, fired = 0): void {
        if (fired >= this.scheduleLimit) return;
        const now = this.clock.now();
        const wait = typeof every === 'number' ? every : nextCronTime(every, now) - now;
        const cancel = this.clock.schedule(wait, () => {
            this.cancellations.delete(cancel);
            this.schedule(part, { name, every, run }, fired + 1);
            void (async () => {
                try {
                    const { outputs } = await run(this.timeAndIds());
                    for (const output of outputs) await this.send(output, sourceOf(part), undefined);
                } catch (error) {
                    this.observe({ kind: 'failed', part, reason: error instanceof Error ? error.message : String(error) });
                }
            })();
        }, { background: true });
        this.cancellations.add(cancel);
    }
}

/** `Ordering.Order` → `/ordering/order`: who made a message, as CloudEvents' source. */
function sourceOf(part: string): string {
    return `/${part.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase().replaceAll('.', '/')}`;
}
