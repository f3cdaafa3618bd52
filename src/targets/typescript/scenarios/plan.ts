import type { Message, Milliseconds, Origin, Part, Query } from '../../../model/flow-model.js';
import type { Expectation, NamedExpectation, Scenario, ScenarioMessage, ScenarioStep } from '../../../model/scenarios/scenario.js';
import { ownParts } from '../../../model/topology.js';
import type { CodeSpot } from '../code-spots.js';
import type { Generation } from '../shapes.js';
import { carriedFields, type CarriedField } from './carried-fields.js';
import { MadeUp, ScenarioData } from './scenario-data.js';
import { causesOf, outcomeOf, standInsOf, statedResult } from './stand-ins.js';
import { pattern, patternOf } from './values.js';

/** A scenario with all values worked out, for whoever runs it or writes it down. */
export interface ScenarioPlan {
    scenario: Scenario;
    /** The id of the one part that is looked at. */
    part?: string;
    /** The values of the keys that it speaks of, by name. */
    keys: ReadonlyMap<string, unknown>;
    /** What code does where the scenario says so. */
    code: StatedCode[];
    /** What other systems tell when they are sent a command. */
    replies: StatedReply[];
    steps: PlannedStep[];
}

/** In turn; `result` is missing where nothing comes of it. `otherwise`: what code gives where none of these fits. */
export type StatedCode = { part: Part; spot: CodeSpot } & (
    | { kind: 'result'; answers: { where: Record<string, unknown>; result?: unknown }[]; otherwise?: unknown }
    /** The first that fits says what a state becomes. */
    | { kind: 'change'; changes: PlannedChange[]; usual: CarriedField[] }
);

/** Which fields a state has after an event that fits `where`, and which it does not have; without `fields` it is deleted. */
export interface PlannedChange {
    where: Record<string, unknown>;
    fields?: Record<string, unknown>;
    unset?: string[];
}

/** `carried`: the fields that the event takes from the command. */
export interface StatedReply {
    command: Message;
    answers: { where: Record<string, unknown>; events: { message: Message; data: Record<string, unknown>; carried: CarriedField[] }[] }[];
}

/** A message with all its data. */
export interface PlannedMessage {
    message: Message;
    data: Record<string, unknown>;
}

/** A query with all that it is asked with. */
export interface PlannedQuestion {
    query: Query;
    data: Record<string, unknown>;
}

export type PlannedStep = (
    | { kind: 'given'; messages: PlannedMessage[] }
    | { kind: 'when'; brought: (PlannedMessage | PlannedQuestion)[] }
    | { kind: 'after'; milliseconds: Milliseconds }
    | { kind: 'then'; expected: PlannedExpectation }
) & { origin: Origin };

export type PlannedExpectation =
    | { kind: 'message'; name: string; fields: Record<string, unknown>; count?: number }
    | { kind: 'state'; part: string; fields: Record<string, unknown>; absent: boolean }
    | { kind: 'in'; process: string; state: string; key?: string }
    | { kind: 'not-under-way'; process: string; key?: string }
    | { kind: 'reject'; reason?: string }
    | { kind: 'answer'; value: unknown }
    | { kind: 'nothing' };

/** Works out the scenarios of a model that `language/scenario` finds nothing wrong with. */
export function planScenarios(generation: Generation, { scenarios = generation.model.scenarios, madeUp = new MadeUp(generation.model, generation.types) }: { scenarios?: readonly Scenario[]; madeUp?: MadeUp } = {}): ScenarioPlan[] {
    const keyNames = new Set(generation.model.messages.flatMap(({ fields }) => fields.filter(({ role }) => role === 'key').map(({ name }) => name)));
    return scenarios.map(scenario => new Planner(scenario, generation, new ScenarioData(scenario, generation, madeUp, keyNames), madeUp).plan());
}

type AnswerStep = ScenarioStep & { kind: 'answer' };

class Planner {
    constructor(
        private readonly scenario: Scenario,
        private readonly generation: Generation,
        private readonly data: ScenarioData,
        private readonly madeUp: MadeUp,
    ) {}

    plan(): ScenarioPlan {
        const { scenario } = this;
        const part = scenario.subject?.target;
        const answers = scenario.steps.filter((step): step is AnswerStep => step.kind === 'answer');
        return { scenario, ...(part !== undefined && { part }), keys: this.data.keys, code: this.code(answers, part), replies: this.replies(answers), steps: scenario.steps.flatMap(step => this.steps(step)) };
    }

    private code(answers: readonly AnswerStep[], subject: string | undefined): StatedCode[] {
        const { generation } = this;
        const found: StatedCode[] = [];
        for (const part of ownParts(generation.model)) {
            if (subject !== undefined && part.id !== subject) continue;
            for (const { spot, standIn } of standInsOf(part, generation, this.madeUp)) {
                const causes = causesOf(spot, part);
                const fitting = answers.filter(({ message }) => causes.includes(message.message.target ?? ''));
                const place = { part, spot };
                if (standIn.kind === 'evolution') {
                    const changes = fitting.flatMap(({ message, answers: given }) => this.changes(patternOf(message.assignments), given, part));
                    if (changes.length > 0) found.push({ ...place, kind: 'change', changes, usual: standIn.carried });
                    continue;
                }
                const stated = fitting.flatMap(({ message, answers: given }) => {
                    const where = patternOf(message.assignments);
                    if (given.length === 0) return outcomeOf(spot) ? [{ where }] : [];
                    const result = statedResult(given, spot, generation, this.data);
                    return result === undefined ? [] : [{ where, result }];
                });
                if (stated.length > 0) found.push({ ...place, kind: 'result', answers: stated, ...(standIn.kind === 'value' && { otherwise: standIn.value }) });
            }
        }
        return found;
    }

    private changes(where: Record<string, unknown>, given: AnswerStep['answers'], part: Part): PlannedChange[] {
        if (part.kind === 'service') return [];
        return given.flatMap(answer => {
            if (answer.kind !== 'state' || answer.message.target !== part.id) return [];
            if (answer.absent) return [{ where }];
            const said = new Set(answer.assignments.map(({ field }) => field));
            const unset = answer.assignments.filter(({ value }) => value.kind === 'null').map(({ field }) => field);
            return [{ where, fields: this.data.fill(part.fields.filter(({ name }) => said.has(name)), answer.assignments), ...(unset.length > 0 && { unset }) }];
        });
    }

    private replies(answers: readonly AnswerStep[]): StatedReply[] {
        const { messages, model } = this.generation;
        const external = new Set(model.contexts.filter(context => context.external).map(({ id }) => id));
        const found = new Map<Message, StatedReply>();
        for (const { message, answers: given } of answers) {
            const command = messages.get(message.message.target ?? '');
            if (!command || !external.has(command.context)) continue;
            const reply = found.get(command) ?? { command, answers: [] };
            found.set(command, reply);
            reply.answers.push({
                where: patternOf(message.assignments),
                events: given.flatMap(answer => {
                    const event = answer.kind === 'publish' ? messages.get(answer.message.target ?? '') : undefined;
                    if (!event || answer.kind !== 'publish') return [];
                    const said = new Set(answer.assignments.map(({ field }) => field));
                    const carried = carriedFields(command.fields, event.fields, this.generation.types).filter(({ name }) => !said.has(name));
                    return [{ message: event, data: this.data.fill(event.fields.filter(field => !carried.some(({ name }) => name === field.name)), answer.assignments), carried }];
                }),
            });
        }
        return [...found.values()];
    }

    private steps(step: ScenarioStep): PlannedStep[] {
        const { origin } = step;
        switch (step.kind) {
            case 'given': return [{ kind: 'given', messages: step.messages.flatMap(said => this.message(said)), origin }];
            case 'when': return [{ kind: 'when', brought: step.messages.flatMap(said => [...this.message(said), ...this.question(said)]), origin }];
            case 'after': return [{ kind: 'after', milliseconds: step.milliseconds, origin }];
            case 'then': return step.expectations.flatMap(each => this.expectation(each).map((expected): PlannedStep => ({ kind: 'then', expected, origin: each.origin })));
            case 'answer': return [];
        }
    }

    private message({ message: { target = '' }, assignments }: ScenarioMessage): PlannedMessage[] {
        const message = this.generation.messages.get(target);
        return message ? [{ message, data: this.data.complete(message, assignments) }] : [];
    }

    private question({ message: { target = '' }, assignments }: ScenarioMessage): PlannedQuestion[] {
        const query = this.generation.queries.get(target);
        return query ? [{ query, data: this.data.fill(query.parameters, assignments) }] : [];
    }

    private expectation(expectation: Expectation): PlannedExpectation[] {
        switch (expectation.kind) {
            case 'reject': return [{ kind: 'reject', ...(expectation.reason !== undefined && { reason: expectation.reason }) }];
            case 'nothing': return [{ kind: 'nothing' }];
            case 'answer': return [{ kind: 'answer', value: pattern(expectation.value) }];
            default: return this.named(expectation);
        }
    }

    private named({ kind, target: { target: id }, assignments, count, state, ended }: NamedExpectation): PlannedExpectation[] {
        if (id === undefined) return [];
        const fields = patternOf(assignments);
        if (kind === 'message') return [{ kind: 'message', name: id, fields, ...(count !== undefined && { count }) }];
        const part = this.generation.types.keyed(id);
        if (!part) return [];
        const key = fields[part.key] ?? this.data.onlyKey(part.key);
        if (kind === 'row') return [{ kind: 'state', part: id, fields: { ...(key !== undefined && { [part.key]: key }), ...fields }, absent: count === 0 }];
        const instance = { process: id, ...(key !== undefined && { key: String(key) }) };
        return [count === 0 ? { kind: 'not-under-way', ...instance } : { kind: 'in', ...instance, state: ended ? 'end' : state?.target ?? '' }];
    }
}
