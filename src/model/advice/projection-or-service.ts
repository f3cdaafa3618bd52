import type { Expression, Projection, Query } from '../flow-model.js';
import { accumulates } from '../states/accumulation.js';
import { visitExpression } from '../states/expression-walk.js';
import { describeDuration } from '../time-spans.js';
import { defineQuestion } from './question.js';
import { adviceSources as sources } from './sources.js';
import { nameOf, quoted, type AdviceSystem } from './system.js';

/** Whether a question is answered from a read model that events build, or by a service that finds out. */
export const projectionOrService = defineQuestion<Query, 'projection' | 'service'>({
    id: 'projection-or-service',
    asks: 'A read model, or a service that answers?',
    answers: { projection: 'a read model built from events (projection)', service: 'a service that finds out when it is asked (answer)' },
    names: { projection: 'a read model', service: 'a service' },
    subjectsOf: ({ model, graph }) => model.queries.filter(query => !graph.isExternal(query)),
    describe: ({ id, name, origin }) => ({ kind: 'query', id, name, origin }),
    now: ({ projection }) => (projection === undefined ? 'service' : 'projection'),
    criteria: [
        {
            id: 'not-told', speaksFor: 'service', weight: 3, source: sources.requestReply, excludes: ['told', 'joined', 'summed', 'searched'],
            holds: 'the answer held what no event tells', lapses: 'events told all that the answer holds',
            find(query, system) {
                const untold = query.projection === undefined ? answerFields(query, system)?.filter(({ name }) => !eventsTelling(name, system)) : undefined;
                return untold?.[0] && { text: `No event tells ${quoted(untold.map(({ name }) => name))}: only who is asked can know.`, places: untold.slice(0, 3).map(({ origin }) => origin) };
            },
        },
        {
            id: 'told', speaksFor: 'projection', weight: 3, source: sources.materializedView, excludes: ['not-told'], concerns: ({ projection }) => projection === undefined,
            holds: 'events told all that the answer holds', lapses: 'no event told what the answer holds',
            find(query, system) {
                const fields = query.projection === undefined ? answerFields(query, system) : undefined;
                if (!fields || fields.length === 0) return undefined;
                const telling = fields.map(({ name }) => eventsTelling(name, system));
                if (telling.some(found => !found)) return undefined;
                return { text: `Events tell all that the answer holds (${quoted(fields.map(({ name }) => name))}): a read model has it ready, and answers while the service is away.`, places: [...new Set(telling.map(found => found!.origin))] };
            },
        },
        {
            id: 'joined', speaksFor: 'projection', weight: 3, source: sources.materializedView, excludes: ['copied'],
            holds: 'the answer were put together from what several contexts tell', lapses: 'one context told all of it',
            find(query, system) {
                const projection = projectionOf(query, system);
                const events = projection?.evolutions.flatMap(({ event }) => { const message = system.graph.message(event.target); return message ? [{ message, event }] : []; }) ?? [];
                const contexts = [...new Set(events.map(({ message }) => message.context))];
                return contexts.length < 2 ? undefined : { text: `'${projection!.name}' puts together what ${quoted(contexts)} tell: nobody else has both.`, places: contexts.map(context => events.find(({ message }) => message.context === context)!.event.origin) };
            },
        },
        {
            id: 'summed', speaksFor: 'projection', weight: 2, source: sources.cqrs, excludes: ['copied'],
            holds: 'the answer were a sum, a list or a window over many events', lapses: 'the answer added nothing up',
            find(query, system) {
                const projection = projectionOf(query, system);
                if (projection?.window !== undefined) return { text: `'${projection.name}' sums up ${describeDuration(projection.window)} at a time, before anyone asks.`, places: [projection.origin] };
                const adding = projection?.evolutions.filter(evolution => accumulates(evolution)) ?? [];
                return adding.length === 0 ? undefined : { text: `'${projection!.name}' adds up events before anyone asks.`, places: adding.map(({ event }) => event.origin) };
            },
        },
        {
            id: 'searched', speaksFor: 'projection', weight: 2, source: sources.cqrs, excludes: ['copied'],
            holds: 'it asked for many by something else than their key', lapses: 'it asked for one by its key',
            find(query, system) {
                const projection = projectionOf(query, system);
                if (!projection || query.result.kind !== 'list') return undefined;
                const fields = query.condition ? readFields(query.condition).filter(({ name }) => name !== projection.key) : [];
                const place = fields[0]?.origin ?? query.sort?.by.origin;
                return place && { text: fields.length > 0 ? `It looks for many by ${quoted([...new Set(fields.map(({ name }) => name))])}, across all of them.` : 'It puts many in order, across all of them.', places: [place] };
            },
        },
        {
            id: 'asked-by-several', speaksFor: 'projection', weight: 1, source: sources.eventDriven,
            holds: 'several asked it', lapses: 'one alone asked it',
            find({ id }, { graph }) {
                const asking = graph.usesOf(id).filter(({ kind }) => kind === 'asks');
                return asking.length < 2 ? undefined : { text: `${quoted(asking.map(({ by }) => nameOf(by, graph)))} ask it, whatever else is going on: answering must not wait for the one who decides.`, places: asking.map(({ origin }) => origin) };
            },
        },
        {
            id: 'copied', speaksFor: 'service', weight: 1, source: sources.cqrs, excludes: ['joined', 'summed', 'searched'],
            holds: 'it asked by its key for what one aggregate knows anyway', lapses: 'it asked for more than one aggregate knows',
            find(query, system) {
                const projection = projectionOf(query, system);
                if (!projection || projection.window !== undefined || query.result.kind === 'list' || query.sort || projection.evolutions.some(evolution => accumulates(evolution) || evolution.byCode)) return undefined;
                const events = projection.evolutions.map(({ event }) => event.target);
                const aggregate = system.model.aggregates.find(({ key, evolutions, fields }) => key === projection.key
                    && events.every(event => evolutions.some(one => one.event.target === event))
                    && projection.fields.every(({ name }) => fields.some(field => field.name === name)));
                return aggregate && { text: `By '${projection.key}' it asks for what the state of '${aggregate.name}' holds anyway, only later.`, places: [aggregate.origin] };
            },
        },
    ],
});

function projectionOf({ projection }: Query, { graph }: AdviceSystem): Projection | undefined {
    const part = projection === undefined ? undefined : graph.part(projection);
    return part?.kind === 'projection' ? part : undefined;
}

/** What the answer has beside what was asked with; undefined of an answer that is no type with fields. */
function answerFields({ result, parameters }: Query, { types }: AdviceSystem) {
    const element = result.kind === 'list' ? result.element : result;
    const type = types.underlying(element);
    const fields = type?.kind === 'named' ? types.declaredFields(type.reference.target ?? '') : undefined;
    return fields?.filter(({ name }) => !parameters.some(parameter => parameter.name === name));
}

/** The first field of this name in an event of the system. */
function eventsTelling(name: string, { model }: AdviceSystem) {
    for (const { kind, latest, fields } of model.messages) {
        const field = kind === 'event' && latest ? fields.find(one => one.name === name) : undefined;
        if (field) return field;
    }
    return undefined;
}

function readFields(condition: Expression) {
    const found: { name: string; origin: Expression['origin'] }[] = [];
    visitExpression(condition, part => { if (part.kind === 'path' && part.root === 'state') found.push({ name: part.segments[0]!, origin: part.origin }); });
    return found;
}
