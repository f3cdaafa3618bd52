import { isIdIn } from '../../model/by-id.js';
import type { ExpressionType, Field, FieldFilling, Message, Origin } from '../../model/flow-model.js';
import { wordsOf } from '../../model/names.js';
import { keyedTakings } from '../../model/taken-messages.js';
import { describeType } from '../../model/type-index.js';
import { defineRule } from '../rule.js';
import { readOnce } from '../../model/read-once.js';

/** One identifier with two types. */
export const idTypeMismatch = defineRule({
    id: 'schema/id-type-mismatch',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'The same key has one type in one message and another type in another.',
    reason: 'What belongs together is found by equal keys. With two types nobody can promise that they are ever equal: events find no row and no instance, and the field is not carried over from one message to the next.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: int }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
}
`,
    whenToTurnOff: 'While an identifier moves from one type to another; new versions of the messages say that better.',
    messages: {
        inContext: "'{field}' is {type} in '{message}' but {other} in '{first}': what belongs together would not be found by it. Give it one type in all of '{context}', best one of its own.",
        taken: "'{part}' is found by '{key}', which is {other} in '{first}' but {type} in '{message}': an event of one would not find what the other began. Give it one type, or say where the right key is: '{text} key …'.",
        notCarried: "'{field}' is {type} in '{message}' but {other} in '{cause}', so it is not carried over. Give it one type in both, or say what it is: '{example}'.",
    },
    check({ model, graph, types, report }) {
        const typeOf = (message: Message, name: string) => {
            const field = message.fields.find(candidate => candidate.name === name);
            return field && describeKey(types.resolve(field.type));
        };
        const reported = new Set<Origin>();
        for (const [context, messages] of groupByContext(model.messages)) {
            if (graph.isExternal({ context })) continue;
            const keys = new Map<string, { isIdentifier: boolean; first?: { message: Message; field: Field; resolved: ExpressionType } }>();
            for (const { fields } of messages) {
                for (const { role, name } of fields) if (role === 'key' && !keys.has(name) && !isGeneric(name)) keys.set(name, { isIdentifier: isIdentifier(name) });
            }
            for (const message of messages) {
                for (const field of message.fields) {
                    const { name, role, origin } = field;
                    const key = keys.get(name);
                    // A name that is no key here and does not look like one may well be something else.
                    if (!key || (role !== 'key' && !key.isIdentifier)) continue;
                    const resolved = types.resolve(field.type);
                    const { first } = key;
                    if (!first) {
                        if (resolved) key.first = { message, field, resolved };
                        continue;
                    }
                    if (resolved === first.resolved) continue;
                    const type = describeKey(resolved);
                    const other = describeKey(first.resolved)!;
                    // Two fields of one name are a mistake of another kind.
                    if (type === undefined || type === other || first.message === message) continue;
                    reported.add(origin);
                    report({
                        origin,
                        message: 'inContext',
                        data: { field: name, type, message: message.name, other, first: first.message.name, context },
                        related: [{ origin: first.field.origin, message: `'${name}' is ${other} here` }],
                    });
                }
            }
        }
        for (const { part, takings } of keyedTakings(model)) {
            const own = part.fields.find(({ name }) => name === part.key);
            const ownType = own && describeKey(types.resolve(own.type));
            let first = ownType === undefined ? undefined : { name: part.name, origin: own!.origin, type: ownType, resolved: types.resolve(own!.type) };
            for (const { taken: { reference, key }, message, field } of takings) {
                const resolved = key ? key.type : field && types.resolve(field.type);
                if (first && first.resolved === resolved) continue;
                const type = describeKey(resolved);
                if (type === undefined) continue;
                const origin = key?.origin ?? field!.origin;
                first ??= { name: message.name, origin, type, resolved };
                if (first.type === type || reported.has(origin)) continue;
                report({
                    origin: reference.origin,
                    message: 'taken',
                    data: { part: part.name, key: part.key, type, message: message.name, other: first.type, first: first.name, text: reference.text },
                    related: [{ origin: first.origin, message: `${first.type} here` }, { origin, message: `${type} here` }],
                });
            }
        }
        return {
            output({ message: { target, text, origin }, filling, byCode }, { part, cause }) {
                // Mostly a context answers messages of its own by others of its own.
                if (byCode || target === undefined || cause?.target === undefined || (isIdIn(part.context, target) && isIdIn(part.context, cause.target))) return;
                const message = graph.message(target);
                const source = graph.message(cause.target);
                if (!message || !source || message.context === source.context) return;
                let filledBy: Map<string, FieldFilling['from']> | undefined;
                for (const { name, role } of message.fields) {
                    if ((role !== 'key' && !isIdentifier(name)) || isGeneric(name) || ['assignment', 'message'].includes((filledBy ??= sourcesOf(filling)).get(name) ?? 'message')) continue;
                    const type = typeOf(message, name);
                    const other = typeOf(source, name);
                    if (type === undefined || other === undefined || type === other) continue;
                    report({ origin, message: 'notCarried', data: { field: name, type, message: message.name, other, cause: source.name, example: `${text} { ${name} = … }` } });
                }
            },
        };
    },
});

const genericNames = new Set(['id', 'key', 'code', 'name', 'number', 'type', 'ref', 'reference', 'uuid']);

function sourcesOf(filling: readonly FieldFilling[]): Map<string, FieldFilling['from']> {
    return new Map(filling.map(({ field, from }) => [field, from]));
}

/** What each context promises now. */
function groupByContext(messages: readonly Message[]): Map<string, Message[]> {
    const groups = new Map<string, Message[]>();
    for (const message of messages) {
        const others = message.latest ? groups.get(message.context) : undefined;
        if (others) others.push(message);
        else if (message.latest) groups.set(message.context, [message]);
    }
    return groups;
}

/** Names that mean something else in each message. */
function isGeneric(name: string): boolean {
    return genericNames.has(name);
}

const isIdentifier = readOnce(name => ['id', 'uuid', 'guid'].includes(wordsOf(name).at(-1) ?? ''));

/** A type as far as keys must agree in it: whether one may be missing, and how large a number is, another rule judges. */
function describeKey(type: ExpressionType | undefined): string | undefined {
    if (!type || type.kind === 'null') return undefined;
    return describeType({ ...type, ...(type.kind === 'primitive' && type.name === 'long' && { name: 'int' as const }), optional: false });
}
