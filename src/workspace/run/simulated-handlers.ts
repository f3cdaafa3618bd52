import type { Field, MessageOutput, Outcome, OutcomePart, Part } from '../../model/flow-model.js';
import { camelCase } from '../../model/names.js';
import type { Random } from '../../runtime/random.js';
import { partsWithCode } from '../../targets/typescript/app-module.js';
import { CodeSpots, type CodeSpot } from '../../targets/typescript/code-spots.js';
import { outcomeProperty } from '../../targets/typescript/outcomes.js';
import { carriedIntoState } from '../../targets/typescript/scenarios/carried-fields.js';
import type { Generation } from '../../targets/typescript/shapes.js';
import type { SampleData } from '../../targets/samples/sample-data.js';
import { takenOver } from '../scenarios/taken-over.js';

/** Of how many turns the first of several alternatives, which specifications name for the usual course, takes all but one. */
const usualTurns = 4;

/** What of a generation the simulation reads. */
type Simulated = Pick<Generation, 'model' | 'types' | 'messages' | 'queries'> & { creators: ReadonlySet<string> };

type Method = (...given: never[]) => unknown;

/** Handlers by context and part, as `createApp` takes them. */
export type SimulatedHandlers = Record<string, Record<string, Record<string, Method>>>;

/**
 * Handlers that do what the specification allows: one of the alternatives in turn, with made-up values. `creators`: the
 * commands that bring something new into the world, by id.
 */
export function simulateHandlers(generation: Omit<Simulated, 'creators'>, samples: SampleData, random: Random, creators: ReadonlySet<string> = new Set()): SimulatedHandlers {
    const simulated = { ...generation, creators };
    const handlers: SimulatedHandlers = {};
    for (const [context, parts] of partsWithCode(generation)) {
        handlers[camelCase(context)] = Object.fromEntries(parts.map(part => [camelCase(part.name), simulatePart(part, simulated, samples, random.fork(part.id))]));
    }
    return handlers;
}

function simulatePart(part: Part, generation: Simulated, samples: SampleData, random: Random): Record<string, Method> {
    const { all } = new CodeSpots(part, generation.model.queries, generation.types);
    return Object.fromEntries(all.map(spot => [spot.method, simulate(part, spot, generation, samples, random.fork(spot.method))]));
}

function simulate(part: Part, spot: CodeSpot, generation: Simulated, samples: SampleData, random: Random): Method {
    switch (spot.kind) {
        case 'branch': return spot.branch ? simulateOutcome(spot.branch.outcome, generation, samples, random) : () => undefined;
        case 'reaction': return spot.reaction.outcome ? simulateOutcome(spot.reaction.outcome, generation, samples, random) : () => undefined;
        case 'schedule': return simulateOutcome(spot.schedule.outcome, generation, samples, random);
        case 'output': return () => supplied(spot.output, generation, samples, random);
        case 'query': return () => samples.value(spot.query.result, spot.query.name);
        case 'answer': {
            const query = generation.queries.get(spot.answer.query.target ?? '');
            return () => (query ? samples.value(query.result, query.name) : null);
        }
        case 'evolution': {
            const carried = carriedIntoState(part, spot.evolution, generation);
            return ((state: object, event: object) => ({ ...state, ...takenOver(event, carried) })) as Method;
        }
    }
}

function simulateOutcome(outcome: Outcome, generation: Simulated, samples: SampleData, random: Random): Method {
    let turn = random.integer(0, usualTurns - 2);
    const { alternatives } = outcome;
    return () => {
        const unusual = alternatives.length > 1 && turn % usualTurns === usualTurns - 1;
        const chosen = alternatives[unusual ? 1 + (Math.floor(turn / usualTurns) % (alternatives.length - 1)) : 0] ?? [];
        turn++;
        const result: Record<string, unknown> = {};
        const common = commonValues(chosen, generation, samples);
        for (const part of chosen) {
            if (part.kind === 'reject') result.reject = part.reason;
            else if (!part.optional || random.next() >= 0.3) {
                const one = () => supplied(part, generation, samples, random, common);
                result[outcomeProperty(part, outcome, generation)] = part.many ? Array.from({ length: random.integer(1, 2) }, one) : one();
            }
        }
        return result;
    };
}

/** Values for what several messages of one outcome have by the same name: they speak of the same thing. */
function commonValues(parts: readonly OutcomePart[], generation: Simulated, samples: SampleData): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    const seen = new Set<string>();
    for (const part of parts) {
        if (part.kind === 'reject') continue;
        for (const field of openFields(part, generation)) {
            if (seen.has(field.name) && !Object.hasOwn(values, field.name)) values[field.name] = samples.field(field);
            seen.add(field.name);
        }
    }
    return values;
}

/** The fields that code supplies to a message. */
function openFields(output: MessageOutput, { messages }: Simulated): Field[] {
    const open = new Set(output.filling.filter(({ from }) => from === 'code' || from === 'optional').map(({ field }) => field));
    return (messages.get(output.message.target ?? '')?.fields ?? []).filter(({ name }) => open.has(name));
}

function supplied(output: MessageOutput, generation: Simulated, samples: SampleData, random: Random, common: Readonly<Record<string, unknown>> = {}): object {
    const fields = openFields(output, generation);
    const given = Object.fromEntries(fields.flatMap(field => {
        const known = common[field.name] ?? (generation.creators.has(output.message.target ?? '') ? undefined : knownValue(field, samples, random));
        return known === undefined || generation.types.resolve(field.type)?.kind !== 'primitive' ? [] : [[field.name, known]];
    }));
    return samples.object(fields, given);
}

/** A key that others have spoken of before: what happens, happens mostly to what is there. */
function knownValue(field: Field, samples: SampleData, random: Random): unknown {
    const seen = field.role === 'key' ? samples.seen(field.name) : [];
    return seen.length > 0 ? random.pick(seen) : undefined;
}
