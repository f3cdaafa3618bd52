import { Application } from '../application/application.js';
import type { ApplicationActivity, ApplicationDefinition } from '../application/definition.js';
import type { MessageDefinition, Output } from '../application/messages.js';
import type { Broker } from '../broker.js';
import type { Envelope } from '../envelope.js';
import { createVirtualClock, type VirtualClock } from '../virtual-clock.js';
import { statedAnswers, type StatedAnswer } from './answers.js';
import { differencesOf, plain } from './matching.js';
import { ScenarioError, type Found, type Mismatch } from './mismatch.js';
import { embeddedGround, servedGround, type Ground, type GroundOptions } from './ground.js';
import { Histories, isolate, scenarioSource, typesTaken } from './stage.js';

export interface ScenarioOptions {
    /** The one part that is looked at; without it the whole flow runs. */
    readonly part?: string;
    /** Of several messages that wait, which one comes first; the same seed gives the same run. */
    readonly seed?: string | number;
    /** Plays on this broker, which is closed at the end, in place of the embedded one: what is published there is awaited until all have had it. */
    readonly broker?: Broker;
    /** Is told of every message that counts, what the scenario itself brings included, and of what parts did. */
    readonly watch?: { published(channel: string, envelope: Envelope): void; did(activity: ApplicationActivity): void };
}

/** A query to be asked, and with what. */
export interface Question {
    readonly query: string;
    readonly parameters: object;
}

/** A question for `when`. */
export function question<Parameters extends object>(query: string, parameters: Parameters): Question {
    return { query, parameters };
}

/** A question that was asked, and what came of it so far. */
interface Asked {
    readonly query: string;
    outcome?: { readonly reply: unknown } | { readonly failure: string };
}

type Named = Pick<MessageDefinition<object>, 'name'>;

/** Puts an application on a broker and a clock of its own, for one scenario. Await `finish` at the end. */
export async function startScenario(definition: ApplicationDefinition, options: ScenarioOptions = {}): Promise<Scenario> {
    const scenario = new Scenario(definition, options);
    await scenario.start();
    return scenario;
}

/**
 * A flow that is told what has happened and what happens, and asked what came of it. Time moves by `after` alone. What is
 * asked is throws a `ScenarioError` where it is not so.
 */
export class Scenario {
    /** What runs, for those who want to look closer. */
    readonly application: Application;
    private readonly clock: VirtualClock;
    private readonly ground: Ground;
    private readonly histories: Histories;
    private readonly replies = new Map<string, (command: object) => readonly Output[]>();
    private readonly failures: string[] = [];
    private flowed: Found[] = [];
    private refused: string[] = [];
    private asked: Asked[] = [];
    private isPast = true;
    /** Something was asked of the steps so far: the next one begins anew. */
    private isAsked = false;

    constructor(whole: ApplicationDefinition, private readonly options: ScenarioOptions) {
        const { part, seed = 0 } = options;
        const definition = part === undefined ? whole : isolate(whole, part);
        const taken = part === undefined ? undefined : typesTaken(definition);
        this.clock = createVirtualClock({ seed });
        const ground: GroundOptions = {
            topology: definition.topology,
            clock: this.clock,
            failed: failure => void this.failures.push(failure),
            // What parts did because of the past is past as well; what others would take from a part alone goes nowhere.
            passes: ({ source, type }) => source === scenarioSource || (!this.isPast && (taken?.has(type) ?? true)),
            published: (channel, envelope) => this.published(channel, envelope),
        };
        this.ground = options.broker ? servedGround(options.broker, ground) : embeddedGround(ground, part === undefined);
        this.histories = new Histories(definition);
        this.application = new Application(this.histories.applyTo(definition), {
            clock: this.clock,
            random: this.ground.random,
            observe: activity => this.ofApplication(activity),
            broker: this.ground.broker,
        });
    }

    /** Makes the channels exist and begins to take messages. */
    async start(): Promise<void> {
        await this.application.start();
    }

    /** What another system tells when it is sent a command. */
    answer<Command extends object>(command: MessageDefinition<Command>, answers: readonly StatedAnswer<(command: Command) => readonly Output[]>[]): void {
        const next = statedAnswers(answers, () => []);
        this.replies.set(command.name, asked => next(asked)(asked as Command));
    }

    /** Events that have happened, one after the other; what came of them is not looked at. */
    async given(...events: readonly Output[]): Promise<void> {
        for (const { message, data } of events) {
            this.histories.add(message.name, data);
            await this.application.emit(message, data, { source: scenarioSource });
            await this.settle();
        }
    }

    /** Messages and questions that come from outside, one right after the other. */
    async when(...brought: readonly (Output | Question)[]): Promise<void> {
        await this.begin();
        for (const one of brought) {
            if ('query' in one) this.ask(one);
            else await this.application.emit(one.message, one.data, { source: scenarioSource });
        }
        await this.settle();
    }

    /** Lets time pass. */
    async after(milliseconds: number): Promise<void> {
        await this.begin();
        await this.ground.pass(milliseconds);
    }

    /** The message went out, with these fields, since the last `when` or `after` before it. */
    thenMessage(message: Named, fields: object = {}): void {
        this.thenMessageTimes(undefined, message, fields);
    }

    /** No such message went out. */
    thenNoMessage(message: Named, fields: object = {}): void {
        this.thenMessageTimes(0, message, fields);
    }

    /** The message went out just so often; `undefined`: at least once. */
    thenMessageTimes(count: number | undefined, { name }: Named, fields: object = {}): void {
        this.isAsked = true;
        const fitting = this.flowed.filter(found => found.name === name && differencesOf(fields, found.data).length === 0);
        if (count === undefined ? fitting.length > 0 : fitting.length === count) return;
        const expected = { name, data: plain(fields) };
        if (count === 0) this.fail({ problem: `'${name}' flowed, and must not`, expected, nearest: { ...fitting[0]!, differences: [] } });
        const told = count === undefined ? 'did not flow' : `flowed ${times(fitting.length)}, not ${times(count)}`;
        this.fail({ problem: `'${name}' ${told}${Object.keys(fields).length > 0 ? ' as expected' : ''}`, expected, ...nearestTo(fields, this.flowed.filter(found => found.name === name)) });
    }

    /** A command was refused, for this reason or for any. */
    thenRejected(reason?: string): void {
        this.isAsked = true;
        if (reason === undefined ? this.refused.length > 0 : this.refused.includes(reason)) return;
        this.fail({ problem: reason === undefined ? 'Nothing was refused' : `Nothing was refused because "${reason}"` });
    }

    /** No message went out, and none was refused. */
    thenNothing(): void {
        this.isAsked = true;
        if (this.flowed.length > 0 || this.refused.length > 0) this.fail({ problem: 'Something came of it, and nothing must' });
    }

    /** What was asked last has this answer, an object's other fields aside; `null`: there is none. */
    thenAnswer(expected: unknown): void {
        this.isAsked = true;
        const last = this.asked.at(-1);
        if (!last) this.fail({ problem: 'Nothing was asked' });
        const { query, outcome } = last;
        if (!outcome) this.fail({ problem: `'${query}' was not answered` });
        if ('failure' in outcome) this.fail({ problem: `'${query}' was not answered: ${outcome.failure}` });
        const differences = differencesOf(expected, outcome.reply);
        if (differences.length > 0) this.fail({ problem: `'${query}' was not answered as expected`, expected: { name: query, data: plain(expected) }, nearest: { name: query, data: outcome.reply, differences } });
    }

    /** A projection has such a row, or an aggregate such a state. */
    async thenState(part: string, fields: object = {}): Promise<void> {
        const states = await this.statesOf(part);
        if (states.some(state => differencesOf(fields, state).length === 0)) return;
        this.fail({
            problem: states.length === 0 ? `'${part}' has nothing` : `'${part}' is not as expected`,
            expected: { name: part, data: plain(fields) },
            ...nearestTo(fields, states.map(data => ({ name: part, data }))),
        });
    }

    /** A projection has no such row, and an aggregate no such state. */
    async thenNoState(part: string, fields: object = {}): Promise<void> {
        const state = (await this.statesOf(part)).find(candidate => differencesOf(fields, candidate).length === 0);
        if (state) this.fail({ problem: `'${part}' has something that must not be there`, expected: { name: part, data: plain(fields) }, nearest: { name: part, data: state, differences: [] } });
    }

    /** An instance of a process, the one of `key` where it is known, stands in a state; `end`: it has ended. */
    async thenIn(process: string, state: string, key?: string): Promise<void> {
        const instances = await this.instancesOf(process, key);
        if (instances.some(instance => instance.state === state)) return;
        const expected = { name: process, data: { state } };
        this.fail({
            problem: instances.length === 0 ? `'${process}' has not begun` : `'${process}' ${state === 'end' ? 'has not ended' : `is not in '${state}'`}`,
            expected, ...nearestTo({ state }, instances.map(data => ({ name: process, data }))),
        });
    }

    /** No instance of a process is under way. */
    async thenNotUnderWay(process: string, key?: string): Promise<void> {
        const instance = (await this.instancesOf(process, key)).find(({ state }) => state !== 'end');
        if (instance) this.fail({ problem: `'${process}' is under way, and must not be`, nearest: { name: process, data: instance, differences: [] } });
    }

    /** All that flowed since the last `when` or `after`. */
    flow(): readonly Found[] {
        return this.flowed;
    }

    /** Stops the flow. Throws where a part has failed, which nothing that was asked need have shown. */
    async finish(): Promise<void> {
        const stopped = this.application.stop().then(() => this.ground.broker.close());
        await this.ground.settle();
        await stopped;
        if (this.failures.length > 0) this.fail({ problem: 'A message could not be handled' });
    }

    private async begin(): Promise<void> {
        if (this.isPast) await this.endPast();
        if (!this.isAsked) return;
        this.isAsked = false;
        this.flowed = [];
        this.refused = [];
        this.asked = [];
    }

    private async endPast(): Promise<void> {
        this.isPast = false;
        await this.ground.endPast();
    }

    private ask({ query, parameters }: Question): void {
        const asked: Asked = { query };
        this.asked.push(asked);
        // Nobody waits for an answer that never comes.
        this.application.ask(query, parameters).then(
            reply => void (asked.outcome = { reply }),
            (error: unknown) => void (asked.outcome = { failure: error instanceof Error ? error.message : String(error) }),
        );
    }

    private async settle(): Promise<void> {
        await this.ground.settle();
    }

    private async statesOf(part: string): Promise<object[]> {
        this.isAsked = true;
        const states: object[] = [];
        for (const key of new Set([...this.histories.keys(part), ...await this.application.keys(part)])) {
            const state = await this.application.state(part, key) ?? this.histories.stateOf(part, key);
            if (state) states.push(state);
        }
        return [...states, ...await this.application.rows(part)];
    }

    private async instancesOf(process: string, key: string | undefined): Promise<{ readonly key: string; readonly state: string }[]> {
        this.isAsked = true;
        const instances = await this.application.instances(process);
        return instances.filter(instance => key === undefined || instance.key === key).map(({ key: own, state }) => ({ key: own, state }));
    }

    private published(channel: string, envelope: Envelope): void {
        const isBrought = envelope.source === scenarioSource;
        if (this.isPast && !isBrought) return;
        this.options.watch?.published(channel, envelope);
        if (isBrought) return;
        const name = envelope.type.replace(/\.v\d+$/, '');
        this.flowed.push({ name, data: envelope.data as object });
        const reply = this.replies.get(name);
        if (!reply) return;
        this.clock.schedule(0, () => {
            for (const { message, data } of reply(envelope.data as object)) {
                this.application.emit(message, data, { cause: envelope, source: '/others' }).catch((error: unknown) => this.failures.push(String(error)));
            }
        });
    }

    private ofApplication(activity: ApplicationActivity): void {
        this.options.watch?.did(activity);
        if (activity.kind === 'rejected' && !this.isPast) this.refused.push(activity.reason);
        else if (activity.kind === 'failed') this.failures.push(`${activity.part}: ${activity.reason}`);
    }

    private fail(mismatch: Omit<Mismatch, 'flowed' | 'refused' | 'failures'>): never {
        throw new ScenarioError({ ...mismatch, flowed: [...this.flowed], refused: [...this.refused], failures: [...this.failures] });
    }
}

/** What differs least from a pattern. */
function nearestTo(fields: object, candidates: readonly Found[]): Pick<Mismatch, 'nearest'> {
    const judged = candidates.map(found => ({ ...found, differences: differencesOf(fields, found.data) })).filter(({ differences }) => differences.length > 0);
    const [nearest] = judged.sort((left, right) => left.differences.length - right.differences.length);
    return nearest ? { nearest } : {};
}

function times(count: number): string {
    return count === 1 ? 'once' : `${count} times`;
}

