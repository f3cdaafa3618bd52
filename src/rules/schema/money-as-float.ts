import type { Fix } from '../../model/diagnostic.js';
import type { Field, Type } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import type { FieldOwner } from '../../model/walk.js';
import { isAboutMoney, readAsMoney } from './money-names.js';
import { isOpenToChange } from './open-to-change.js';
import { findPart } from './type-parts.js';

/** An amount of money in a binary floating-point number. */
export const moneyAsFloat = defineRule({
    id: 'schema/money-as-float',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    fix: 'unsafe',
    summary: 'An amount of money is a `float`.',
    reason: 'A binary floating-point number cannot hold most amounts exactly: 0.1 + 0.2 is not 0.3. Sums drift by cents, and two systems that add up the same lines disagree.',
    source: [
        { title: 'Martin Fowler, Patterns of Enterprise Application Architecture: Money', url: 'https://martinfowler.com/eaaCatalog/money.html' },
        { title: 'David Goldberg, What Every Computer Scientist Should Know About Floating-Point Arithmetic', url: 'https://docs.oracle.com/cd/E19957-01/806-3568/ncg_goldberg.html' },
    ],
    bad: `context Ordering {
  event OrderPlaced {
    key orderId: uuid
    price: float
  }
}
`,
    good: `context Ordering {
  event OrderPlaced {
    key orderId: uuid
    price: decimal
  }
}
`,
    whenToTurnOff: 'Where amounts are figures of statistics or models that nobody pays by. Suppress it on a field whose name only sounds like money.',
    messages: {
        field: "'{field}' of '{owner}' is an amount of money and a float, which holds most amounts only nearly, so that sums drift by cents. Make it a 'decimal', or an 'int' of the smallest unit.",
        named: "'{type}' is an amount of money and a float, which holds most amounts only nearly, so that sums drift by cents. Make it a 'decimal', or an 'int' of the smallest unit.",
    },
    check({ graph, textAt, report }) {
        const fixOf = (name: string, { origin: { uri, range: { start } } }: Type): Fix => ({
            title: `Make '${name}' a decimal`,
            safe: false,
            edits: [{ uri, range: { start, end: { line: start.line, character: start.character + 'float'.length } }, newText: 'decimal' }],
        });
        const isFloat = (part: Type) => part.kind === 'primitive' && part.name === 'float' && textAt(part.origin).startsWith('float');
        return {
            field(field, owner) {
                const float = findPart(field.type, isFloat);
                if (!float || !isMoney(field, owner) || !isOpenToChange(owner, graph)) return;
                report({ origin: field.origin, message: 'field', data: { field: field.name, owner: owner.element.name }, fixes: [fixOf(field.name, float)] });
            },
            type(type) {
                const float = type.alias && readAsMoney(type.name) === 'surely' && !graph.isExternal(type) ? findPart(type.alias, isFloat) : undefined;
                if (!float) return;
                report({ origin: type.origin, message: 'named', data: { type: type.name }, fixes: [fixOf(type.name, float)] });
            },
        };
    },
});

function isMoney({ name }: Field, { kind, element }: FieldOwner): boolean {
    const reading = readAsMoney(name);
    if (reading !== 'perhaps') return reading === 'surely';
    const others = kind === 'query' ? element.parameters : element.fields;
    return isAboutMoney(element.name) || others.some(other => isAboutMoney(other.name) && other.name !== name);
}
