import { RejectedMessage } from '../broker.js';
import type { Envelope } from '../envelope.js';
import type { ProcessInstance, ProcessTimerRecord, Store } from '../stores/store.js';
import type { ApplicationActivity } from './definition.js';
import type { MessageDefinition, Output } from './messages.js';
import type { HandlerContext, ProcessDefinition, ProcessStep, Steps, TimeAndIds } from './parts.js';
import type { Effect, Runner } from './runner.js';
import { valueOr } from './values.js';

const ended = 'end';

/** What moves one instance: its actions worked out. */
interface Move {
    readonly key: string;
    readonly before: ProcessInstance | undefined;
    readonly data: object;
    readonly undos: readonly string[];
    readonly outputs: readonly Output[];
    /** The state that is entered, be it the same again; undefined where the instance stays. */
    readonly next: string | undefined;
}

export interface ProcessRunnerOptions {
    readonly store: Store;
    readonly observe: (activity: ApplicationActivity) => void;
    /** Called with the timers of a state when it is entered, in place of all others that the instance had. */
    readonly onEntered: (key: string, timers: readonly ProcessTimerRecord[]) => void;
}

/** Moves the instances of a process through its states. */
export class ProcessRunner implements Runner {
    readonly messages: readonly MessageDefinition<object>[];

    constructor(
        private readonly definition: ProcessDefinition,
        private readonly options: ProcessRunnerOptions,
    ) {
        const steps = [...definition.starts, ...definition.anywhere, ...Object.values(definition.states).flatMap(state => state.steps)];
        this.messages = [...new Map(steps.map(({ message }) => [message.name, message])).values()];
    }

    async instances(): Promise<readonly ProcessInstance[]> {
        return this.options.store.instances(this.definition.name);
    }

    /** Of each instance to which some step would take the event; steps may find theirs by different keys. */
    keysOf(message: MessageDefinition<object>, event: object): readonly string[] {
        const keys = new Set(this.stepsFor(message).flatMap(step => keyOf(step, event) ?? []));
        if (keys.size === 0) throw new RejectedMessage(`'${message.name}' does not say which '${this.definition.name}' it belongs to: it has no value for the key.`);
        return [...keys];
    }

    async handle(message: MessageDefinition<object>, event: object, context: HandlerContext): Promise<Effect> {
        const moves: Move[] = [];
        for (const key of this.keysOf(message, event)) {
            const move = await this.move(key, message, event, context);
            if (move) moves.push(move);
        }
        return this.effectOf(moves, context.envelope);
    }

    /** What a timer that has run out does; undefined where the instance has left the state meanwhile. */
    async expire(timer: ProcessTimerRecord, context: TimeAndIds, options: { onExpired(): void }): Promise<Effect | undefined> {
        const { name, states } = this.definition;
        const instance = await this.options.store.loadInstance(name, timer.key);
        // An event of the same moment may move the process on, or into the same state once more.
        if (!instance || instance.entry !== timer.entry) return undefined;
        // The specification may have changed since the state was entered.
        const definition = states[instance.state]?.timers[timer.index];
        if (!definition) return undefined;
        options.onExpired();
        const move = await this.moveOf(timer.key, instance, await definition.take(instance.data, context), context);
        return this.effectOf([move], timer.cause);
    }

    private async move(key: string, message: MessageDefinition<object>, event: object, context: HandlerContext): Promise<Move | undefined> {
        const known = await this.options.store.loadInstance(this.definition.name, key);
        const running = known?.state === ended ? undefined : known;
        const data = running?.data ?? this.definition.initial(key);
        // A condition compares the event with what was remembered before it.
        const step = this.candidates(message, running).find(candidate => keyOf(candidate, event) === key && candidate.applies(event, data));
        if (!step) return undefined;
        return this.moveOf(key, known, await step.take(event, step.remember(data, event), context), context);
    }

    private stepsFor(message: MessageDefinition<object>): ProcessStep[] {
        const { starts, anywhere, states } = this.definition;
        return [...starts, ...anywhere, ...Object.values(states).flatMap(({ steps }) => steps)].filter(step => step.message.name === message.name);
    }

    /**
     * An event that the state does not wait for is passed over. After the end only a start is taken, and begins anew: an
     * alert that was resolved may be raised again.
     */
    private candidates(message: MessageDefinition<object>, instance: ProcessInstance | undefined): ProcessStep[] {
        const steps = instance ? [...(this.definition.states[instance.state]?.steps ?? []), ...this.definition.anywhere] : this.definition.starts;
        return steps.filter(step => step.message.name === message.name);
    }

    private async moveOf(key: string, before: ProcessInstance | undefined, { data, actions }: Steps, context: TimeAndIds): Promise<Move> {
        const outputs: Output[] = [];
        let undos = before && before.state !== ended ? before.undos : [];
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
        return { key, before, data, undos, outputs, next };
    }

    private effectOf(moves: readonly Move[], cause: Envelope): Effect {
        const { name: process, states } = this.definition;
        const { observe, onEntered } = this.options;
        let entered: { key: string; state: string; timers: readonly ProcessTimerRecord[] }[] = [];
        return {
            outputs: moves.flatMap(({ outputs }) => outputs),
            change: (_outputs, at) => {
                entered = [];
                const instances = moves.map(({ key, before, data, undos, next }) => {
                    const entry = (before?.entry ?? 0) + (next === undefined ? 0 : 1);
                    const instance = { process, key, data, undos, entry, state: next ?? before?.state ?? '', version: before?.version ?? 0 };
                    if (next === undefined) return instance;
                    const timers = (states[next]?.timers ?? []).map(({ after }, index): ProcessTimerRecord => ({ process, key, state: next, entry, index, due: at + after, attempt: 1, cause }));
                    entered.push({ key, state: next, timers });
                    return { ...instance, timers };
                });
                return { instances };
            },
            kept: () => {
                for (const { key, state, timers } of entered) {
                    observe({ kind: state === ended ? 'ended' : 'entered', process, key, state });
                    onEntered(key, timers);
                }
            },
        };
    }
}

/** Undefined where the event has no value for it. */
function keyOf(step: ProcessStep, event: object): string | undefined {
    return valueOr(() => step.keyOf(event), undefined);
}
