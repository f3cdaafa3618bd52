import { keyedTakings } from '../../model/taken-messages.js';
import { defineRule } from '../rule.js';

/** A key that may be missing. */
export const optionalKey = defineRule({
    id: 'schema/optional-key',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    fix: 'unsafe',
    summary: 'A key is optional, or a part is found by a field that may be missing.',
    reason: 'A message without its key is in no order with the others, and belongs to no aggregate, row or instance: whoever takes it can only refuse it.',
    bad: `context Ordering {
  event OrderShipped { key orderId: uuid? }
}
`,
    good: `context Ordering {
  event OrderShipped { key orderId: uuid }
}
`,
    whenToTurnOff: 'Where some messages are about nothing in particular, their order does not matter, and nobody is found by them; an event of its own says that better.',
    messages: {
        field: "'{field}' is the key of '{message}' and may be missing: such a message is in no order, and belongs to nothing. Make it required, or another field the key.",
        taken: "'{part}' is found by '{key}', which may be missing in '{message}': such a message belongs to no '{part}' and is refused. Make it required, or say where the key is: '{text} key …'.",
        expression: "'{part}' is found by what may be missing in '{message}': such a message belongs to no '{part}' and is refused. Say what holds without it: 'if … == null then … else …'.",
    },
    check({ model, graph, types, textAt, report }) {
        for (const { part, takings } of keyedTakings(model)) {
            for (const { taken: { reference, key, condition }, message, field } of takings) {
                if (condition) continue;
                // What a condition inside of the expression rules out, its type does not know.
                if (key?.kind === 'path' && key.type?.optional) report({ origin: key.origin, message: 'expression', data: { part: part.name, message: message.name } });
                // What is marked as a key is told where it is declared.
                else if (field && (field.role !== 'key' || graph.isExternal(message)) && types.resolve(field.type)?.optional) {
                    report({
                        origin: reference.origin,
                        message: 'taken',
                        data: { part: part.name, key: field.name, message: message.name, text: reference.text },
                        related: [{ origin: field.origin, message: `'${field.name}' may be missing` }],
                    });
                }
            }
        }
        return {
            message(message) {
                for (const { name, role, type, origin } of message.fields) {
                    if (role !== 'key' || !types.resolve(type)?.optional || !message.latest || graph.isExternal(message)) continue;
                    const { uri, range: { end } } = type.origin;
                    const mark = { start: { line: end.line, character: end.character - 1 }, end };
                    report({
                        origin,
                        message: 'field',
                        data: { field: name, message: message.name },
                        // Behind another name of a type the mark may be elsewhere.
                        fixes: textAt({ uri, range: mark }) === '?' ? [{ title: `Make '${name}' required`, safe: false, edits: [{ uri, range: mark, newText: '' }] }] : [],
                    });
                }
            },
        };
    },
});
