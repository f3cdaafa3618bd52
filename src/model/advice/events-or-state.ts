import type { Aggregate, Evolution, Expression, Field, Message, Origin, Service } from '../flow-model.js';
import { accumulates } from '../states/accumulation.js';
import { visitExpression } from '../states/expression-walk.js';
import { stateTestsOf } from '../states/state-tests.js';
import { describeDuration } from '../time-spans.js';
import { defineQuestion } from './question.js';
import { adviceSources as sources } from './sources.js';
import { quoted, takersOf, type AdviceSystem } from './system.js';

const year = 365 * 86_400_000;
/** Commands a minute from which on the number of events is worth a thought. */
const busyPerMinute = 6000;

/** Whether an aggregate is kept as the events that made it, or as its latest state. */
export const eventsOrState = defineQuestion<Aggregate, 'events' | 'state'>({
    id: 'events-or-state',
    asks: 'An event-sourced aggregate, or plain state?',
    answers: { events: 'kept as its events (store events)', state: 'kept as its latest state (store state)' },
    names: { events: 'its events', state: 'its latest state' },
    subjectsOf: ({ model, graph }) => model.aggregates.filter(aggregate => !graph.isExternal(aggregate)),
    describe: ({ kind, id, name, origin }) => ({ kind, id, name, origin }),
    now: ({ store }) => store.value,
    criteria: [
        {
            id: 'over-time', speaksFor: 'events', weight: 3, source: sources.temporal,
            holds: 'a read model showed its events over time', lapses: 'no read model showed its events over time',
            find(aggregate, { readers }) {
                const own = ownEvents(aggregate);
                for (const { part, messages } of readers.all) {
                    if (part.kind === 'projection' && part.window !== undefined && messages.some(id => own.has(id))) {
                        return { text: `'${part.name}' shows its events per ${describeDuration(part.window)}: what was, not what is.`, places: [part.origin] };
                    }
                }
                return undefined;
            },
        },
        {
            id: 'audit', speaksFor: 'events', weight: 3, source: sources.auditLog,
            holds: 'somebody wrote down each of its events', lapses: 'nobody wrote down each of its events',
            find: findAudit,
        },
        {
            id: 'counted', speaksFor: 'events', weight: 2, source: sources.materializedView,
            holds: 'a read model added its events up', lapses: 'no read model added its events up',
            find(aggregate, { readers }) {
                const own = ownEvents(aggregate);
                const found: { name: string; evolution: Evolution }[] = [];
                for (const { part } of readers.all) {
                    const evolution = part.kind === 'projection' ? part.evolutions.find(one => own.has(one.event.target ?? '') && accumulates(one)) : undefined;
                    if (evolution) found.push({ name: part.name, evolution });
                }
                if (found.length === 0) return undefined;
                const names = [...new Set(found.map(({ name }) => name))];
                return { text: `${quoted(names)} ${names.length === 1 ? 'adds' : 'add'} its events up: from its latest state alone the sum cannot be made again.`, places: found.map(({ evolution }) => evolution.event.origin) };
            },
        },
        {
            id: 'kept-long', speaksFor: 'events', weight: 2, source: sources.sourcingPattern,
            holds: "its events were kept for a year or longer ('retain')", lapses: 'its events were kept for less than a year',
            find(aggregate, { graph }) {
                for (const { id } of eventsOf(aggregate, graph)) {
                    const channel = graph.channelOf(id);
                    const retain = channel?.retain;
                    if (!channel || !retain || retain.isDefault || !retain.origin) continue;
                    const { value } = retain;
                    if (value.kind === 'size' || (value.kind === 'duration' && value.milliseconds < year)) continue;
                    const span = value.kind === 'forever' ? 'for ever' : describeDuration(value.milliseconds);
                    return { text: `'${channel.name}' keeps its events ${value.kind === 'forever' ? span : `for ${span}`}: somebody will ask what happened.`, places: [retain.origin] };
                }
                return undefined;
            },
        },
        {
            id: 'rebuilt', speaksFor: 'events', weight: 1, source: sources.cqrs,
            holds: 'read models were built from its events', lapses: 'no read model were built from its events',
            find(aggregate, { readers }) {
                const own = ownEvents(aggregate);
                const built = [...new Set(readers.all.filter(({ part, messages }) => part.kind === 'projection' && messages.some(id => own.has(id))).map(({ part }) => part))];
                return built.length === 0 ? undefined : { text: `${quoted(built.map(({ name }) => name))} ${built.length === 1 ? 'is' : 'are'} built from its events, and built again when ${built.length === 1 ? 'it changes' : 'they change'}.`, places: built.map(({ origin }) => origin) };
            },
        },
        {
            id: 'life-cycle', speaksFor: 'events', weight: 1, source: sources.eventSourcing, excludes: ['few-states'],
            holds: 'it decided by three states or more', lapses: 'it decided by fewer than three states',
            find(aggregate) {
                const [tested] = statesOf(aggregate);
                if (!tested || tested.values.size < 3) return undefined;
                return { text: `It decides by '${tested.field}', which goes through ${tested.values.size} values: how it came there is often asked next.`, places: [...tested.values.values()].slice(0, 4) };
            },
        },
        {
            id: 'told-alone', speaksFor: 'events', weight: 1, source: sources.eventSourcing, excludes: ['last-word'],
            holds: 'its events told more than its state keeps', lapses: 'its state kept all that its events tell',
            find(aggregate, { graph }) {
                const lost = eventsOf(aggregate, graph).flatMap(event => forgottenFields(aggregate, event).map(field => ({ event, field })));
                if (lost.length === 0) return undefined;
                const shown = quoted(lost.map(({ event, field }) => `${event.name}.${field.name}`), 3);
                return { text: `Its state forgets what only its events tell: ${shown}.`, places: lost.slice(0, 3).map(({ field }) => field.origin) };
            },
        },
        {
            id: 'last-word', speaksFor: 'state', weight: 3, source: sources.sourcingPattern, excludes: ['told-alone'],
            holds: 'each of its events told its whole state', lapses: 'an event told only a part of its state',
            find(aggregate, { graph }) {
                const events = eventsOf(aggregate, graph);
                const fields = aggregate.fields.map(({ name }) => name);
                const isWhole = ({ statements, condition, byCode }: Evolution) => !byCode && !condition
                    && (statements.some(({ kind }) => kind === 'delete') || fields.every(field => statements.some(statement => statement.kind === 'assign' && statement.operator === '=' && statement.field === field)));
                const evolutions = aggregate.evolutions.filter(({ event }) => events.some(({ id }) => id === event.target));
                // What its events tell and it does not keep is gone with them.
                if (events.some(event => forgottenFields(aggregate, event).length > 0)) return undefined;
                if (fields.length === 0 || evolutions.length < events.length || evolutions.length === 0 || !evolutions.every(evolution => isWhole(evolution) && !accumulates(evolution))) return undefined;
                return { text: 'Each of its events sets the whole state: the last one says all that the others said.', places: evolutions.map(({ event }) => event.origin) };
            },
        },
        {
            id: 'nobody-reads', speaksFor: 'state', weight: 2, source: sources.sourcingPattern, excludes: ['rebuilt', 'counted', 'audit', 'over-time'],
            holds: 'nobody but itself took its events', lapses: 'others took its events',
            find(aggregate, system) {
                const events = eventsOf(aggregate, system.graph);
                if (events.length === 0 || events.some(({ id, public: isPublic }) => isPublic || takersOf(id, system).length > 0)) return undefined;
                return { text: `Nobody but itself takes ${events.length === 1 ? 'its event' : `any of its ${events.length} events`}.`, places: events.map(({ origin }) => origin) };
            },
        },
        {
            id: 'one-kind', speaksFor: 'state', weight: 2, source: sources.eventDriven,
            holds: 'it had one event alone', lapses: 'it had more than one event',
            find(aggregate, { graph }) {
                const [event, ...others] = eventsOf(aggregate, graph);
                return event && others.length === 0 ? { text: `'${event.name}' is all that ever happens to it.`, places: [event.origin] } : undefined;
            },
        },
        {
            id: 'few-states', speaksFor: 'state', weight: 1, source: sources.eventSourcing, excludes: ['life-cycle'],
            holds: 'it decided by no more than two states', lapses: 'it decided by three states or more',
            find(aggregate) {
                const tested = statesOf(aggregate);
                const [first, ...others] = tested;
                if (!first || others.length > 0 || first.values.size !== 2) return undefined;
                return { text: `All that it decides by is whether '${first.field}' is ${[...first.values.keys()].join(' or ')}.`, places: [...first.values.values()] };
            },
        },
        {
            id: 'personal-data', speaksFor: 'state', weight: 1, source: sources.erasure,
            holds: 'its events held personal data', lapses: 'its events held no personal data',
            find(aggregate, { graph }) {
                const personal = eventsOf(aggregate, graph).flatMap(({ fields }) => fields).filter(({ annotations }) => annotations.some(({ name }) => name === 'pii'));
                if (personal.length === 0) return undefined;
                return { text: `Its events hold personal data (${quoted([...new Set(personal.map(({ name }) => name))])}), and events are kept for ever: to forget it, it must be encrypted by a key for each person.`, places: personal.slice(0, 3).map(({ origin }) => origin) };
            },
        },
        {
            id: 'busy', speaksFor: 'state', weight: 1, source: sources.sourcingPattern,
            holds: "a hundred or more of its commands came in a second ('rate')", lapses: 'fewer of its commands came',
            find({ handles }, { graph }) {
                for (const { command } of handles) {
                    const rate = command.target === undefined ? undefined : graph.channelOf(command.target)?.rate;
                    if (!rate?.origin || rate.value.count * 60_000 / rate.value.per < busyPerMinute) continue;
                    return { text: `Up to ${rate.value.count} of its commands come in ${describeDuration(rate.value.per)}: each of their events is kept for ever, and must be read or summed up in snapshots.`, places: [rate.origin] };
                }
                return undefined;
            },
        },
        {
            id: 'upcasts', speaksFor: 'state', weight: 1, source: sources.sourcingPattern,
            holds: 'older versions of its events had to be read', lapses: 'no older version of its events had to be read',
            find(aggregate, { model }) {
                const own = ownEvents(aggregate);
                const older = model.messages.filter(({ latest, id }) => !latest && own.has(id.replace(/@\d+$/, '')));
                return older.length === 0 ? undefined : { text: `Of its events ${older.length === 1 ? 'an older version' : `${older.length} older versions`} must be read for as long as they are kept.`, places: older.map(({ origin }) => origin) };
            },
        },
    ],
});

/** The ids of the events that an aggregate tells. */
function ownEvents({ handles }: Aggregate): Set<string> {
    return new Set(handles.flatMap(({ branches }) => branches).flatMap(({ outcome }) => outcome.alternatives.flat()).flatMap(part => (part.kind === 'publish' && part.message.target !== undefined ? [part.message.target] : [])));
}

function eventsOf(aggregate: Aggregate, graph: AdviceSystem['graph']): Message[] {
    return [...ownEvents(aggregate)].flatMap(id => graph.message(id) ?? []);
}

/** The fields that an aggregate decides by, with the values that the specification gives them, the most first. */
function statesOf({ handles, evolutions, fields }: Aggregate): { field: string; values: Map<string, Origin> }[] {
    const tests = handles.flatMap(({ branches }) => branches).flatMap(({ condition }) => (condition ? stateTestsOf(condition) : []));
    return [...new Set(tests.map(({ field }) => field))].map(field => {
        const values = new Map<string, Origin>();
        for (const statement of evolutions.flatMap(({ statements }) => statements)) {
            if (statement.kind !== 'assign' || statement.field !== field || statement.operator !== '=') continue;
            const value = wordOf(statement.value);
            if (value !== undefined && !values.has(value)) values.set(value, statement.origin);
        }
        const declared = fields.find(({ name }) => name === field);
        const initial = declared?.default && wordOf(declared.default);
        if (declared && initial !== undefined && !values.has(initial)) values.set(initial, declared.origin);
        return { field, values };
    }).sort((left, right) => right.values.size - left.values.size);
}

function wordOf(expression: Expression): string | undefined {
    switch (expression.kind) {
        case 'name': return expression.value ?? expression.text;
        case 'text': return `"${expression.value}"`;
        case 'boolean': return String(expression.value);
        case 'number': return expression.value;
        case 'null': return 'missing';
        default: return undefined;
    }
}

function forgottenFields(aggregate: Aggregate, event: Message): Field[] {
    return event.fields.filter(({ name, role }) => role === 'payload' && !isKept(aggregate, event, name));
}

/** True of a field of an event that the state takes over when it evolves by it, or whose value it adds up. */
function isKept({ evolutions, key }: Aggregate, event: Message, field: string): boolean {
    if (field === key) return true;
    return evolutions.filter(one => one.event.target === event.id).some(({ byCode, statements }) => byCode || statements.some(statement => 'value' in statement && reads(statement.value, field)));
}

function reads(expression: Expression, field: string): boolean {
    let found = false;
    visitExpression(expression, part => { found ||= part.kind === 'path' && part.root === 'event' && part.segments[0] === field; });
    return found;
}

/** Who writes down each of an aggregate's events: a list that grows, or an entry for each. */
function findAudit(aggregate: Aggregate, { model, readers }: AdviceSystem): { text: string; places: Origin[] } | undefined {
    const own = ownEvents(aggregate);
    const isMost = (count: number) => count >= 3 && count * 2 >= own.size;
    for (const service of model.services) {
        const entries = entriesOf(service).filter(({ event }) => own.has(event));
        const [first] = entries;
        if (first && isMost(entries.length)) return { text: `'${service.name}' writes '${first.entry}' for ${entries.length} of its ${own.size} events: they are evidence.`, places: entries.map(({ origin }) => origin) };
    }
    for (const { part, messages } of readers.all) {
        if (part.kind !== 'projection' || !isMost(messages.filter(id => own.has(id)).length)) continue;
        const appended = part.evolutions.filter(({ event, statements }) => own.has(event.target ?? '') && statements.some(({ kind }) => kind === 'append'));
        if (isMost(appended.length)) return { text: `'${part.name}' keeps a list of ${appended.length} of its ${own.size} events: they are evidence.`, places: appended.map(({ event }) => event.origin) };
    }
    return undefined;
}

/** The events for each of which a service publishes an entry of one and the same kind. */
function entriesOf({ reactions }: Service): { event: string; entry: string; origin: Origin }[] {
    const found = reactions.flatMap(({ event, outcome }) => (outcome?.alternatives ?? []).flat().flatMap(part => (event.target !== undefined && part.kind === 'publish' && !part.optional ? [{ event: event.target, entry: part.message.text, origin: event.origin }] : [])));
    const counts = new Map<string, number>();
    for (const { entry } of found) counts.set(entry, (counts.get(entry) ?? 0) + 1);
    const [most] = [...counts].sort(([, left], [, right]) => right - left);
    return found.filter(({ entry }) => entry === most?.[0]);
}
