import type { Clock } from '../clock.js';
import type { Envelope } from '../envelope.js';
import type { ApplicationActivity, Effect, Runner } from './application.js';
import type { MessageDefinition, Output } from './messages.js';
import type { HandlerContext, ProcessDefinition, ProcessStep, ProcessTimer, Steps, TimeAndIds } from './parts.js';

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
    cancelTimers: () => void;
}

const ended = 'end';
const timerRetry = 1000;

/** Moves the instances of a process through its states. */
export class ProcessRunner implements Runner {
    readonly messages: readonly MessageDefinition<object>[];
    private readonly running = new Map<string, Instance>();

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

    stop(): void {
        for (const instance of this.running.values()) instance.cancelTimers();
    }

    keyOf(message: MessageDefinition<object>, data: object): string {
        return this.stepsFor(message)[0]!.keyOf(data);
    }

    async handle(message: MessageDefinition<object>, event: object, context: HandlerContext): Promise<Effect> {
        const key = this.keyOf(message, event);
        const instance = this.running.get(key);
        const data = instance?.data ?? this.definition.initial(key);
        const step = this.candidates(message, instance).find(candidate => candidate.keyOf(event) === key && candidate.applies(event, candidate.remember(data, event)));
        if (!step) return { decision: { outputs: [] }, commit: () => undefined };
        const taken = await step.take(event, step.remember(data, event), context);
        return this.effectOf(key, instance, taken, context.envelope, context);
    }

    private stepsFor(message: MessageDefinition<object>): ProcessStep[] {
        const { starts, anywhere, states } = this.definition;
        return [...starts, ...anywhere, ...Object.values(states).flatMap(({ steps }) => steps)].filter(step => step.message.name === message.name);
    }

    /** An event that the state does not wait for is passed over, as is whatever comes after the end. */
    private candidates(message: MessageDefinition<object>, instance: Instance | undefined): ProcessStep[] {
        if (instance?.state === ended) return [];
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
                const current = instance ?? { key, state: '', data, undos, cancelTimers: () => undefined };
                this.running.set(key, current);
                current.data = data;
                current.undos = undos;
                if (next !== undefined) this.enter(current, next, cause);
            },
        };
    }

    private enter(instance: Instance, state: string, cause: Envelope): void {
        const { name: process, states } = this.definition;
        const { clock, observe } = this.surroundings;
        instance.cancelTimers();
        instance.state = state;
        observe({ kind: state === ended ? 'ended' : 'entered', process, key: instance.key, state });
        const cancellations = (states[state]?.timers ?? []).map(({ after, take }) => clock.schedule(after, () => this.expire(instance, state, take, cause)));
        instance.cancelTimers = () => {
            for (const cancel of cancellations) cancel();
            cancellations.length = 0;
        };
    }

    private expire(instance: Instance, state: string, take: ProcessTimer['take'], cause: Envelope): void {
        const { clock, inTurn, observe, send, fail, timeAndIds } = this.surroundings;
        inTurn(instance.key, async () => {
            // An event that came in the same moment may have moved the process on.
            if (instance.state !== state) return;
            observe({ kind: 'timed-out', process: this.definition.name, key: instance.key, state });
            const context = timeAndIds();
            const { decision, commit } = await this.effectOf(instance.key, instance, await take(instance.data, context), cause, context);
            await send(decision.outputs, cause);
            commit();
        }).catch((error: unknown) => {
            fail(error instanceof Error ? error.message : String(error));
            clock.schedule(timerRetry, () => this.expire(instance, state, take, cause));
        });
    }
}
