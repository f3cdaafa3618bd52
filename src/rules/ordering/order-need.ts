import { oncePer } from '../../model/once-per.js';
import { eventsTakenBy } from '../../model/topology.js';
import { stepsOf } from '../../model/processes/process-steps.js';
import type { Channel, Evolution, Expression, Field, Message, Part, Reference, Statement } from '../../model/flow-model.js';

/** Something that a part does with a message of one of its instances or rows. */
export interface AddressedStep {
    message: Reference;
    key?: Expression;
}

/** The steps of a part that belong to one of its instances or rows; a service has no such thing. */
export function addressedSteps(part: Part): AddressedStep[] {
    const toSteps = (steps: readonly { event: Reference; key?: Expression }[]) => steps.map(({ event, key }) => ({ message: event, ...(key && { key }) }));
    switch (part.kind) {
        case 'service': return [];
        case 'aggregate': return part.handles.map(({ command, key }) => ({ message: command, ...(key && { key }) }));
        case 'projection': return toSteps(part.evolutions);
        case 'process': return toSteps(stepsOf(part));
    }
}

/** The field of the message that says to which instance or row it belongs; undefined where that is worked out from several. */
export function addressField(part: Part & { key: string }, { key }: Pick<AddressedStep, 'key'>): string | undefined {
    if (!key) return part.key;
    return key.kind === 'path' && key.segments.length === 1 && (key.root === 'event' || key.root === 'command') ? key.segments[0] : undefined;
}

/** The field by which a channel orders a message; undefined where it keeps no order, or the message has no such field. */
export function orderField({ orderBy: { value } }: Channel, { fields }: Message): Field | undefined {
    switch (value.kind) {
        case 'none': return undefined;
        case 'key': return fields.find(({ role }) => role === 'key');
        case 'field': return fields.find(({ name }) => name === value.field);
    }
}

/**
 * Two different messages among `messages` of which it matters to a part which of them comes first: to a process any two, to a
 * read model two that set the same field, or of which one deletes what the other writes. Code is taken to know what it does.
 * Only pairs that `candidates` lets through are looked at.
 */
export function orderedPair(part: Part, messages: ReadonlySet<string>, candidates: (one: string, other: string) => boolean = () => true): [string, string] | undefined {
    if (part.kind === 'process') {
        return findPair(eventsTakenBy(part).filter(id => messages.has(id)), candidates);
    }
    if (part.kind !== 'projection') return undefined;
    const evolutions = part.evolutions.filter(({ event: { target } }) => target !== undefined && messages.has(target));
    const pair = findPair(evolutions, (one, other) => one.event.target !== other.event.target && candidates(one.event.target!, other.event.target!) && conflict(effectOf(one), effectOf(other)));
    return pair && [pair[0].event.target!, pair[1].event.target!];
}

function findPair<Item>(items: readonly Item[], fits: (one: Item, other: Item) => boolean): [Item, Item] | undefined {
    for (let index = 0; index < items.length; index++) {
        const one = items[index]!;
        for (let after = index + 1; after < items.length; after++) if (fits(one, items[after]!)) return [one, items[after]!];
    }
    return undefined;
}

interface Effect {
    deletes: boolean;
    /** Fields that have one value afterwards, whatever was there before. */
    sets: Set<string>;
    /** Fields that change by something, whatever they were before; lists by what is appended or removed. */
    changes: Set<string>;
    appends: Set<string>;
    removes: Set<string>;
}

const effectOf = oncePer(({ statements }: Evolution): Effect => {
    const fields = (matches: (statement: Statement) => boolean) => new Set(statements.filter(matches).flatMap(statement => (statement.kind === 'delete' ? [] : [statement.field])));
    return {
        deletes: statements.some(({ kind }) => kind === 'delete'),
        sets: fields(statement => statement.kind === 'assign' && statement.operator === '='),
        changes: fields(statement => statement.kind === 'assign' && statement.operator !== '='),
        appends: fields(({ kind }) => kind === 'append'),
        removes: fields(({ kind }) => kind === 'remove' || kind === 'removeWhere'),
    };
});

function conflict(one: Effect, other: Effect): boolean {
    const written = ({ sets, changes, appends, removes }: Effect) => [...sets, ...changes, ...appends, ...removes];
    if (one.deletes || other.deletes) return one.deletes !== other.deletes && written(one.deletes ? other : one).length > 0;
    const meets = (left: Set<string>, right: Iterable<string>) => [...right].some(field => left.has(field));
    return meets(one.sets, written(other)) || meets(other.sets, written(one)) || meets(one.appends, other.removes) || meets(one.removes, other.appends);
}
