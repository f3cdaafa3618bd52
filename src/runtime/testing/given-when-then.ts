import type { Named } from '../application/by-name.js';
import type { ApplicationActivity, ApplicationDefinition } from '../application/definition.js';
import type { MessageDefinition, Output } from '../application/messages.js';
import type { Envelope } from '../envelope.js';
import { differencesOf, type Difference } from '../scenarios/matching.js';
import { startScenario, type Scenario } from '../scenarios/scenario.js';

/** What is expected of a message: its name alone, or fields that it must have as well. */
export type Expected<Message extends Named<string, object>> = Message extends Named<infer Name, infer Data> ? Name | { readonly name: Name; readonly data: Partial<Data> } : never;

/**
 * What may come of a message, by its name: any one of the alternatives, each a list of messages such as `Sales.OrderPlaced`,
 * `many Sales.LineBooked`, `Sales.OrderPlaced?`, or `reject`.
 */
export type DeclaredOutcomes = Readonly<Record<string, readonly (readonly string[])[]>>;

/** A part and what a test must know of it. */
export interface TestedPart {
    readonly application: ApplicationDefinition;
    readonly part: string;
    /** The messages that it takes. */
    readonly messages: readonly MessageDefinition<object>[];
    readonly outcomes: DeclaredOutcomes;
}

type Settled = Extract<ApplicationActivity, { kind: 'handled' | 'rejected' }>;
type AnyMessage = Named<string, object>;
type Step = { readonly kind: 'given' | 'when'; readonly messages: readonly AnyMessage[] } | { readonly kind: 'after'; readonly milliseconds: number };

/** Thrown where a part does not do what its test expects. */
export class PartTestError extends Error {
    override readonly name = 'PartTestError';
}

/**
 * A test of one part, in virtual time and with nothing around it: what has happened, what happens, and what must come of
 * it. Each step gives a test of its own, so that several may begin alike.
 */
export class PartTest<Given extends AnyMessage, When extends AnyMessage, Outcome extends AnyMessage, State extends object = never, Place extends string = never> {
    constructor(
        private readonly tested: TestedPart,
        private readonly steps: readonly Step[] = [],
    ) {}

    /** These have happened before; what came of them is not looked at. */
    given(...messages: readonly Given[]): PartTest<Given, When, Outcome, State, Place> {
        return this.with({ kind: 'given', messages });
    }

    /** These come now, one right after the other. */
    when(...messages: readonly When[]): PartTest<Given, When, Outcome, State, Place> {
        return this.with({ kind: 'when', messages });
    }

    /** Time passes. */
    after(milliseconds: number): PartTest<Given, When, Outcome, State, Place> {
        return this.with({ kind: 'after', milliseconds });
    }

    /** Exactly these messages go out, in this order. */
    async thenEmits(...expected: readonly Expected<Outcome>[]): Promise<void> {
        await this.run(scenario => {
            const found = scenario.flow();
            const wanted = expected.map(message => (typeof message === 'string' ? { name: message, data: {} } : message as AnyMessage));
            const differences = wanted.map((message, index): readonly Difference[] => {
                const other = found[index];
                return other?.name === message.name ? differencesOf(message.data, other.data) : [{ path: 'name', expected: message.name, found: other?.name }];
            });
            if (found.length === wanted.length && differences.every(({ length }) => length === 0)) return;
            throw this.error(`Expected ${listOf(wanted)}`, [
                `found ${listOf(found)}`,
                ...differences.flatMap((list, index) => list.map(({ path, expected: value, found: other }) => `${index + 1}. ${path}: expected ${JSON.stringify(value)}, found ${JSON.stringify(other)}`)),
            ]);
        });
    }

    /** Nothing goes out, and nothing is refused. */
    async thenNothing(): Promise<void> {
        await this.run(scenario => scenario.thenNothing());
    }

    /** The command is refused, for this reason or for any. */
    async thenRefuses(reason?: string): Promise<void> {
        await this.run(scenario => scenario.thenRejected(reason));
    }

    /** An aggregate then has a state with these fields, or a projection such a row. */
    async thenState(fields: Partial<State>): Promise<void> {
        await this.run(scenario => scenario.thenState(this.tested.part, fields));
    }

    /** A process then stands in this state; `end`: it has ended. */
    async thenIn(place: Place): Promise<void> {
        await this.run(scenario => scenario.thenIn(this.tested.part, place));
    }

    /** What comes of the last message is what the specification declares, and valid. */
    async thenDeclared(): Promise<void> {
        const last = this.steps.flatMap(step => (step.kind === 'when' ? step.messages : [])).at(-1);
        if (!last) throw this.error('Nothing has happened', ['say with when(…) what does']);
        await this.run((_scenario, activities) => {
            // What the part makes of its own messages has outcomes of its own.
            const own = activities.filter(({ envelope }) => nameOf(envelope) === last.name);
            const refused = own.flatMap(activity => (activity.kind === 'rejected' ? [activity.reason] : []));
            const found = own.flatMap(activity => (activity.kind === 'handled' ? activity.outputs.map(envelope => ({ name: nameOf(envelope), data: envelope.data as object })) : []));
            const alternatives = this.tested.outcomes[last.name] ?? [];
            if (alternatives.some(alternative => admits(alternative, found.map(({ name }) => name), refused))) return;
            throw this.error(`'${last.name}' may bring ${alternatives.map(alternative => (alternative.length === 0 ? 'nothing' : alternative.join(' and '))).join(', or ')}`, [
                `found ${listOf(found)}`, ...(refused.length > 0 ? [`refused: ${refused.join('; ')}`] : []),
            ]);
        });
    }

    private with(step: Step): PartTest<Given, When, Outcome, State, Place> {
        return new PartTest(this.tested, [...this.steps, step]);
    }

    private async run(check: (scenario: Scenario, activities: readonly Settled[]) => void | Promise<void>): Promise<void> {
        const { application, part } = this.tested;
        let activities: Settled[] = [];
        const scenario = await startScenario(application, {
            part,
            watch: { published: () => undefined, did: activity => { if (activity.kind === 'handled' || activity.kind === 'rejected') activities.push(activity); } },
        });
        for (const step of this.steps) {
            if (step.kind === 'after') await scenario.after(step.milliseconds);
            else if (step.kind === 'given') await scenario.given(...step.messages.map(message => this.outputOf(message)));
            else await scenario.when(...step.messages.map(message => this.outputOf(message)));
            if (step.kind === 'given') activities = [];
        }
        await scenario.finish();
        await check(scenario, activities);
    }

    private outputOf({ name, data }: AnyMessage): Output {
        const message = this.tested.messages.find(candidate => candidate.name === name);
        if (!message) throw this.error(`'${name}' is nothing that it takes`, []);
        return { message, data };
    }

    private error(problem: string, details: readonly string[]): PartTestError {
        return new PartTestError([`${this.tested.part}: ${problem}${details.length > 0 ? ';' : '.'}`, ...details.map(detail => `  ${detail}`)].join('\n'));
    }
}

function nameOf({ type }: Envelope): string {
    return type.replace(/\.v\d+$/, '');
}

/** Whether just these messages may go out, and something be refused, by a declared alternative. */
function admits(alternative: readonly string[], names: readonly string[], refused: readonly string[]): boolean {
    if (refused.length > 0 !== alternative.includes('reject')) return false;
    const left = [...names];
    const take = (name: string) => {
        const index = left.indexOf(name);
        if (index !== -1) left.splice(index, 1);
        return index !== -1;
    };
    for (const part of alternative) {
        if (part === 'reject') continue;
        const name = part.replace(/^many |\?$/g, '');
        if (part.startsWith('many ')) while (take(name));
        else if (!take(name) && !part.endsWith('?')) return false;
    }
    return left.length === 0;
}

function listOf(messages: readonly { readonly name: string; readonly data: object }[]): string {
    return messages.length === 0 ? 'nothing' : messages.map(({ name, data }) => `${name} ${JSON.stringify(data)}`).join(', ');
}
