import { messagesById } from '../by-id.js';
import type { Expression, FlowModel, KeyedPart, Message, Origin, ProcessAction, Statement } from '../flow-model.js';
import { oncePer } from '../once-per.js';
import { stepsOf } from '../processes/process-steps.js';
import { constantOf, type Constant } from './state-tests.js';

/** For each field of a state of which this is known: the constants that it can be, and where each is given. */
export type FieldValues = ReadonlyMap<string, ReadonlyMap<Constant, Origin>>;

/** The values of fields of a model's parts, each part's worked out once. */
export const fieldValuesIn = oncePer((model: FlowModel) => {
    const messages = messagesById(model);
    const known = new Map<KeyedPart, FieldValues>();
    return (part: KeyedPart): FieldValues => {
        let values = known.get(part);
        if (!values) known.set(part, values = fieldValuesOf(part, messages));
        return values;
    };
});

/**
 * What the fields of a part's state can be: their defaults and what the specification assigns to them. A field that is
 * computed, filled from a message, changed by code or never given a value is left out: it may be anything.
 */
function fieldValuesOf(part: KeyedPart, messages: ReadonlyMap<string, Message>): FieldValues {
    const values = new Map<string, Map<Constant, Origin>>();
    if (part.kind !== 'process' && part.evolutions.some(({ byCode }) => byCode)) return values;
    const computed = new Set([part.key]);
    const give = (field: string, expression: Expression, origin: Origin) => {
        const constants = constantsOf(expression, { field, current: [] });
        if (!constants) computed.add(field);
        else if (!computed.has(field)) for (const constant of constants) entryOf(values, field).set(constant, origin);
    };
    for (const { name, default: standard, origin } of part.fields) if (standard) give(name, standard, origin);
    if (part.kind === 'process') {
        const steps = stepsOf(part);
        for (const { event } of steps) for (const { name } of messages.get(event.target ?? '')?.fields ?? []) computed.add(name);
        const giveIn = ({ actions }: { actions: readonly ProcessAction[] }) => {
            for (const action of actions) if (action.kind === 'set') for (const { field, value, origin } of action.assignments) give(field, value, origin);
        };
        steps.forEach(giveIn);
        for (const { timers } of part.states) timers.forEach(giveIn);
    } else {
        for (const { statements } of part.evolutions) {
            for (const statement of statements) {
                if (statement.kind === 'assign' && statement.operator === '=') give(statement.field, statement.value, statement.origin);
                else if (statement.kind !== 'delete') computed.add(statement.field);
            }
        }
    }
    for (const field of computed) values.delete(field);
    return values;
}

/** The constants that a statement may leave in its field, of which it is known what it is now; undefined where that is computed. */
export function assignedConstants(statement: Statement, current: Constant | undefined): (Constant | undefined)[] | undefined {
    return statement.kind === 'assign' && statement.operator === '=' ? constantsOf(statement.value, { field: statement.field, current: [current] }) : undefined;
}

/** `own`: the field that the value is for, which may keep what it is. */
function constantsOf<Current>(expression: Expression, own: { field: string; current: Current[] }): (Constant | Current)[] | undefined {
    if (expression.kind === 'conditional') {
        const [left, right] = [constantsOf(expression.then, own), constantsOf(expression.else, own)];
        return left && right && [...left, ...right];
    }
    if (expression.kind === 'path' && expression.root === 'state' && expression.segments.length === 1 && expression.segments[0] === own.field) return own.current;
    const constant = constantOf(expression);
    return constant === undefined ? undefined : [constant];
}

function entryOf<Value>(entries: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
    let entry = entries.get(key);
    if (!entry) entries.set(key, entry = new Map());
    return entry;
}
