import type { Assignment, Message, MessageOutput, Outcome, OutcomePart, Part } from '../../../model/flow-model.js';
import { matchAlternative } from '../../../model/scenarios/possible.js';
import type { ScenarioAnswer } from '../../../model/scenarios/scenario.js';
import { CodeSpots, type CodeSpot } from '../code-spots.js';
import { outcomeProperty } from '../outcomes.js';
import type { Generation } from '../shapes.js';
import { carriedIntoState, type CarriedField } from './carried-fields.js';
import type { MadeUp, ScenarioData } from './scenario-data.js';
import { defaultOf } from './values.js';

/** What stands in for code in one place: a value that it gives each time, nothing at all, or the fields of an event put into a state. */
export type StandIn = { kind: 'value'; value: unknown } | { kind: 'nothing' } | { kind: 'evolution'; carried: CarriedField[] };

/** Values for fields that code supplies. */
type Supply = (fields: readonly Message['fields'][number][], assignments: readonly Assignment[]) => Record<string, unknown>;

/** The code of a part, each method with what stands in for it where a scenario says nothing: the first of several alternatives, made up. */
export function standInsOf(part: Part, generation: Generation, madeUp: MadeUp): { spot: CodeSpot; standIn: StandIn }[] {
    const supply: Supply = fields => Object.fromEntries(fields.filter(({ type }) => !generation.types.resolve(type)?.optional).map(field => [field.name, defaultOf(field) ?? madeUp.of(field)]));
    return new CodeSpots(part, generation.model.queries, generation.types).all.map(spot => ({ spot, standIn: usual(spot, part, generation, madeUp, supply) }));
}

function usual(spot: CodeSpot, part: Part, generation: Generation, madeUp: MadeUp, supply: Supply): StandIn {
    switch (spot.kind) {
        case 'branch': case 'reaction': case 'schedule': {
            const outcome = outcomeOf(spot);
            if (!outcome) return { kind: 'nothing' };
            const [parts = []] = outcome.alternatives;
            return { kind: 'value', value: resultOf(parts.map(part => ({ part, assignments: [] })), outcome, generation, supply) };
        }
        case 'output': return { kind: 'value', value: supply(openFields(spot.output, generation), []) };
        case 'query': return { kind: 'value', value: madeUp.of({ name: spot.query.name, role: 'payload', type: spot.query.result, annotations: [], origin: spot.query.origin }) };
        case 'answer': {
            const query = generation.queries.get(spot.answer.query.target ?? '');
            return query ? { kind: 'value', value: madeUp.of({ name: query.name, role: 'payload', type: query.result, annotations: [], origin: query.origin }) } : { kind: 'nothing' };
        }
        case 'evolution': return { kind: 'evolution', carried: carriedIntoState(part, spot.evolution, generation) };
    }
}

/** What code may decide in a place; undefined where it decides nothing that is told. */
export function outcomeOf(spot: CodeSpot): Outcome | undefined {
    switch (spot.kind) {
        case 'branch': return spot.branch?.outcome;
        case 'reaction': return spot.reaction.outcome;
        case 'schedule': return spot.schedule.outcome;
        default: return undefined;
    }
}

/** The ids of what leads to a place: a message, a question, or the part itself, when its time has come. */
export function causesOf(spot: CodeSpot, part: Part): string[] {
    switch (spot.kind) {
        case 'branch': return list(spot.handling.command.target);
        case 'reaction': return list(spot.reaction.event.target);
        case 'evolution': return list(spot.evolution.event.target);
        case 'answer': return list(spot.answer.query.target);
        case 'query': return [spot.query.id];
        case 'output': return [part.id, ...list(spot.event)];
        case 'schedule': return [part.id];
    }
}

function list(id: string | undefined): string[] {
    return id === undefined ? [] : [id];
}

/** What code gives in a place where a scenario states its answers; undefined where they say nothing about the place. */
export function statedResult(answers: readonly ScenarioAnswer[], spot: CodeSpot, generation: Generation, data: ScenarioData): unknown {
    if (spot.kind === 'answer' || spot.kind === 'query') {
        const query = spot.kind === 'query' ? spot.query : generation.queries.get(spot.answer.query.target ?? '');
        const answer = answers.find(({ kind }) => kind === 'answer');
        // Nothing is an answer, too, on the wire.
        return query && answer?.kind === 'answer' ? data.value(answer.value, query.result) ?? null : undefined;
    }
    if (spot.kind === 'output') {
        const answer = answers.find(each => each.kind === 'send' && each.message.target === spot.output.message.target);
        return answer?.kind === 'send' ? data.fill(suppliedFields(spot.output, answer.assignments, generation), answer.assignments) : undefined;
    }
    const outcome = outcomeOf(spot);
    if (!outcome) return undefined;
    // What fills a process's command and what is put into a state is said to others.
    const own = answers.filter(answer => outcome.alternatives.flat().some(part => matchAlternative([answer], [part.kind === 'reject' ? part : { ...part, many: true }])));
    for (const parts of own.length === 0 ? [] : outcome.alternatives) {
        const matched = matchAlternative(own, parts);
        if (matched) return resultOf(matched.map(({ answer, part }) => ({ part, assignments: 'assignments' in answer ? answer.assignments : [] })), outcome, generation, (fields, assignments) => data.fill(fields, assignments));
    }
    return undefined;
}

function resultOf(given: readonly { part: OutcomePart; assignments: readonly Assignment[] }[], outcome: Outcome, generation: Generation, supply: Supply): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const { part, assignments } of given) {
        if (part.kind === 'reject') {
            result.reject = part.reason;
            continue;
        }
        const name = outcomeProperty(part, outcome, generation);
        const supplied = supply(suppliedFields(part, assignments, generation), assignments);
        if (part.many) result[name] = [...(result[name] as unknown[] | undefined) ?? [], supplied];
        else result[name] = supplied;
    }
    return result;
}

/** The fields that code has to fill. */
function openFields({ filling, message }: MessageOutput, { messages }: Generation): Message['fields'] {
    const open = new Set(filling.filter(({ from }) => from === 'code').map(({ field }) => field));
    return (messages.get(message.target ?? '')?.fields ?? []).filter(({ name }) => open.has(name));
}

/** Those, and what is said besides. */
function suppliedFields(output: MessageOutput, assignments: readonly Assignment[], generation: Generation): Message['fields'] {
    const open = openFields(output, generation);
    const said = new Set(assignments.map(({ field }) => field));
    return (generation.messages.get(output.message.target ?? '')?.fields ?? []).filter(field => open.includes(field) || said.has(field.name));
}
