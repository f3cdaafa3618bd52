import { RejectedMessage } from '../broker.js';
import type { Clock } from '../clock.js';
import type { Envelope } from '../envelope.js';
import type { ApplicationActivity, Effect, Runner } from './application.js';
import type { MessageDefinition, Output } from './messages.js';
import type { HandlerContext, ProcessDefinition, ProcessStep, ProcessTimer, Steps, TimeAndIds } from './parts.js';
import { valueOr } from './values.js';

/** What a process needs from the application around it. */
export interface ProcessSurroundings {
    readonly clock: Clock;
    observe(activity: ApplicationActivity): void;
    /** Runs work when nothing else of this key is under way. */
    inTurn(key: string, work: () => Promise<void>): Promise<void>;
    send(outputs: readonly Output[], cause: Envelope): Promise<void>;
    fail(reason: string): void;
    timeAndIds(): TimeAndIds;
}

interface Instance {
    readonly key: string;
    state: string;
    data: object;
    /** What would take the steps back, in the order in which they were taken. */
    undos: readonly string[];
    /** What still waits because of the state that the instance is in; replaced as a whole when a state is entered. */
    timers: Set<() => void>;
}

const ended = 'end';
/** What a timer does may fail as what a message does, but nothing gives it out again: the waits between its attempts. */
const timerRetries = [1, 2, 4, 8, 16, 32, 60, 60, 60, 60].map(seconds => seconds * 1000);

/** Moves the instances of a process through its states. */
export class ProcessRunner implements Runner {
    readonly messages: readonly MessageDefinition<object>[];
    private readonly running = new Map<string, Instance>();
    private stopped = false;

    constructor(
        private readonly definition: ProcessDefinition,
        private readonly surroundings: ProcessSurroundings,
    ) {
        const steps = [...definition.starts, ...definition.anywhere, ...Object.values(definition.states).flatMap(state => state.steps)];
        this.messages = [...new Map(steps.map(({ message }) => [message.name, message])).values()];
    }

    instances(): readonly { readonly key: string; readonly state: string }[] {
        return [...this.running.values()].map(({ key, state }) => ({ key, state }));
    }

    /** Cancels the timers; states that are entered from now on, by messages still in hand, set none. */
    stop(): void {
        this.stopped = true;
        for (const { timers } of this.running.values()) cancelAll(timers);
    }

    /** Of each instance to which some step would take the event; steps may find theirs by different keys. */
    keysOf(message: MessageDefinition<object>, event: object): readonly string[] {
        const keys = new Set(this.stepsFor(message).flatMap(step => keyOf(step, event) ?? []));
        if (keys.size === 0) throw new RejectedMessage(`'${message.name}' does not say which '${this.definition.name}' it belongs to: it has no value for the key.`);
        return [...keys];
    }

    async handle(message: MessageDefinition<object>, event: object, context: HandlerContext): Promise<Effect> {
        const effects: Effect[] = [];
        for (const key of this.keysOf(message, event)) effects.push(await this.move(key, message, event, context));
        return {
            decision: { outputs: effects.flatMap(({ decision }) => decision.outputs) },
            commit: () => {
                for (const { commit } of effects) commit();
            },
        };
    }

    private async move(key: string, message: MessageDefinition<object>, event: object, context: HandlerContext): Promise<Effect> {
        const known = this.running.get(key);
        const instance = known?.state === ended ? undefined : known;
        const data = instance?.data ?? this.definition.initial(key);
        // A condition compares the event with what was remembered before it.
        const step = this.candidates(message, instance).find(candidate => keyOf(candidate, event) === key && candidate.applies(event, data));
        if (!step) return { decision: { outputs: [] }, commit: () => undefined };
        const taken = await step.take(event, step.remember(data, event), context);
        return this.effectOf(key, instance, taken, context.envelope, context);
    }

    private stepsFor(message: MessageDefinition<object>): ProcessStep[] {
        const { starts, anywhere, states } = this.definition;
        return [...starts, ...anywhere, ...Object.values(states).flatMap(({ steps }) => steps)].filter(step => step.message.name === message.name);
    }

    /**
     * An event that the state does not wait for is passed over. After the end only a start is taken, and begins anew: an
     * alert that was resolved may be raised again.
     */
    private candidates(message: MessageDefinition<object>, instance: Instance | undefined): ProcessStep[] {
        const steps = instance ? [...(this.definition.states[instance.state]?.steps ?? []), ...this.definition.anywhere] : this.definition.starts;
        return steps.filter(step => step.message.name === message.name);
    }

    private async effectOf(key: string, instance: Instance | undefined, { data, actions }: Steps, cause: Envelope, context: TimeAndIds): Promise<Effect> {
        const outputs: Output[] = [];
        let undos = instance?.undos ?? [];
        let next: string | undefined;
        for (const action of actions) {
            switch (action.kind) {
                case 'send':
                    outputs.push(action.output);
                    if (action.undo !== undefined) undos = [...undos, action.undo];
                    break;
                case 'compensate':
                    for (const undo of [...undos].reverse()) outputs.push(await this.definition.undos[undo]!(data, context));
                    undos = [];
                    break;
                case 'go': next = action.state; break;
                case 'end': next = ended; break;
            }
        }
        return {
            decision: { outputs },
            commit: () => {
                const current = instance ?? { key, state: '', data, undos, timers: new Set<() => void>() };
                this.running.set(key, current);
                current.data = data;
                current.undos = undos;
                if (next !== undefined) this.enter(current, next, cause);
            },
        };
    }

    private enter(instance: Instance, state: string, cause: Envelope): void {
        const { name: process, states } = this.definition;
        const { observe } = this.surroundings;
        cancelAll(instance.timers);
        instance.state = state;
        instance.timers = new Set();
        observe({ kind: state === ended ? 'ended' : 'entered', process, key: instance.key, state });
        for (const { after, take } of states[state]?.timers ?? []) {
            this.setTimer(instance, after, () => this.expire({ instance, take, cause, attempt: 1 }));
        }
    }

    private setTimer({ timers }: Instance, after: number, fire: () => void): void {
        if (this.stopped) return;
        const cancel = this.surroundings.clock.schedule(after, () => {
            timers.delete(cancel);
            fire();
        });
        timers.add(cancel);
    }

    private expire(expiry: Expiry): void {
        const { instance, take, cause, attempt } = expiry;
        const { inTurn, observe, send, fail, timeAndIds } = this.surroundings;
        const { state, timers } = instance;
        // An event of the same moment may move the process on, or into the same state once more.
        const isOver = () => this.stopped || instance.timers !== timers;
        inTurn(instance.key, async () => {
            if (isOver()) return;
            if (attempt === 1) observe({ kind: 'timed-out', process: this.definition.name, key: instance.key, state });
            const context = timeAndIds();
            const { decision, commit } = await this.effectOf(instance.key, instance, await take(instance.data, context), cause, context);
            await send(decision.outputs, cause);
            commit();
        }).catch((error: unknown) => {
            const wait = error instanceof RejectedMessage ? undefined : timerRetries[attempt - 1];
            fail(`${error instanceof Error ? error.message : String(error)}${wait === undefined ? ' The timer is given up.' : ''}`);
            if (wait !== undefined && !isOver()) this.setTimer(instance, wait, () => this.expire({ ...expiry, attempt: attempt + 1 }));
        });
    }
}

/** A timer of a state that has run out. */
interface Expiry {
    readonly instance: Instance;
    readonly take: ProcessTimer['take'];
    readonly cause: Envelope;
    readonly attempt: number;
}

/** Undefined where the event has no value for it. */
function keyOf(step: ProcessStep, event: object): string | undefined {
    return valueOr(() => step.keyOf(event), undefined);
}

function cancelAll(timers: Set<() => void>): void {
    for (const cancel of timers) cancel();
    timers.clear();
}
