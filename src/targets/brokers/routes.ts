import { stepsOf } from '../../model/processes/process-steps.js';
import type { Channel, Expression, FlowModel, Message, Part } from '../../model/flow-model.js';
import { latestId, type Subscription } from '../../model/topology.js';

/** One way a message can reach a subscription: its name, and for each routed field the one value asked for, if any. */
export interface Route {
    /** The message's id without a version: `Ordering.OrderPlaced`. */
    message: string;
    /** As many as the channel's `route by` has fields, encoded with `encodeToken`. */
    values: (string | undefined)[];
}

/** Beyond this a subscription takes all and its consumer filters: a broker matches every binding for every message. */
const maximumAlternatives = 16;

/**
 * What a subscription has to be given by the broker, sorted: every message that its part takes, narrowed by the
 * conditions on routed fields. Never less than what the conditions let through; the consumer filters the rest.
 */
export function findRoutes(model: FlowModel, subscription: Pick<Subscription, 'channel' | 'messages' | 'part'>): Route[] {
    const fields = subscription.channel.routeBy.value;
    const part = [...model.services, ...model.aggregates, ...model.projections, ...model.processes].find(({ id }) => id === subscription.part);
    const routes = new Map<string, Route>();
    for (const id of subscription.messages) {
        const message = latestId(id);
        const routed = routedFields(model.messages.find(candidate => candidate.id === id), fields);
        const conditions = part && fields.length > 0 ? conditionsOn(id, part) : [undefined];
        for (const asked of simplify(conditions.flatMap(condition => alternatives(condition, routed)))) {
            const values = fields.map(field => asked.get(field));
            routes.set([message, ...values.map(value => value ?? '*')].join('.'), { message, values });
        }
    }
    return [...routes].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, route]) => route);
}

/** The words of a route, with `*` for any: a binding key or the end of a subject when joined with dots. */
export function routeWords({ message, values }: Route): string[] {
    return [...message.split('.'), ...values.map(value => value ?? '*')];
}

/** Any message of a channel, as the words of a route. */
export function anyRouteWords(channel: Channel): string[] {
    return ['*', '*', ...channel.routeBy.value.map(() => '*')];
}

/**
 * A value as one word of a routing key or subject: letters, digits, `_` and `-` stay, every other byte in UTF-8 becomes
 * `%` with two hexadecimal digits; nothing at all becomes `%`. Publishers must write the routed fields the same way.
 */
export function encodeToken(value: string): string {
    if (value === '') return '%';
    return [...new TextEncoder().encode(value)].map(byte => {
        const character = String.fromCharCode(byte);
        return /[A-Za-z0-9_-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    }).join('');
}

/** The conditions under which a part takes an event; `undefined` where it takes it always. */
function conditionsOn(event: string, part: Part): (Expression | undefined)[] {
    const steps = part.kind === 'service' ? part.reactions
        : part.kind === 'process' ? stepsOf(part)
        : part.kind === 'projection' ? part.evolutions : [];
    return steps.filter(step => step.event.target === event).map(step => step.condition);
}

type Asked = ReadonlyMap<string, string>;

/** `whole`: a number that is written in one way only, which a decimal is not. */
interface RoutedField {
    name: string;
    whole: boolean;
}

function routedFields(message: Message | undefined, names: readonly string[]): RoutedField[] {
    return names.map(name => {
        const type = message?.fields.find(field => field.name === name)?.type;
        return { name, whole: type?.kind === 'primitive' && (type.name === 'int' || type.name === 'long') };
    });
}

/** Fields and values of which at least one set holds whenever the condition does. */
function alternatives(condition: Expression | undefined, fields: readonly RoutedField[]): Asked[] {
    if (condition?.kind !== 'binary') return [new Map()];
    const { operator, left, right } = condition;
    switch (operator) {
        case 'or': return [...alternatives(left, fields), ...alternatives(right, fields)];
        case 'and': return alternatives(left, fields).flatMap(one => alternatives(right, fields).flatMap(other => join(one, other)));
        case '==': {
            const field = routedField(left, fields) ?? routedField(right, fields);
            const value = field && (literal(left, field) ?? literal(right, field));
            return [field === undefined || value === undefined ? new Map() : new Map([[field.name, encodeToken(value)]])];
        }
        default: return [new Map()];
    }
}

function join(one: Asked, other: Asked): Asked[] {
    for (const [field, value] of other) if (one.has(field) && one.get(field) !== value) return [];
    return [new Map([...one, ...other])];
}

/** Drops what another set covers already. */
function simplify(sets: Asked[]): Asked[] {
    if (sets.length > maximumAlternatives) return [new Map()];
    const covers = (wide: Asked, narrow: Asked) => [...wide].every(([field, value]) => narrow.get(field) === value);
    return sets.filter((set, index) => !sets.some((other, place) => other !== set && covers(other, set) && (!covers(set, other) || place < index)));
}

function routedField(expression: Expression, fields: readonly RoutedField[]): RoutedField | undefined {
    if (expression.kind !== 'path' || expression.root !== 'event' || expression.segments.length !== 1) return undefined;
    return fields.find(({ name }) => name === expression.segments[0]);
}

function literal(expression: Expression, { whole }: RoutedField): string | undefined {
    switch (expression.kind) {
        case 'text': return expression.value;
        case 'boolean': return String(expression.value);
        case 'number': return whole && /^(0|-?[1-9]\d*)$/.test(expression.value) ? expression.value : undefined;
        case 'name': return expression.value ?? expression.text.split('.').at(-1);
        default: return undefined;
    }
}
