import type { ExpressionType } from '../../model/flow-model.js';
import type { TypeIndex } from '../../model/type-index.js';
import { defineRule } from '../rule.js';

/** A field by which data would reach the prototype of what is made from it. */
export const prototypeField = defineRule({
    id: 'schema/prototype-field',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A field is named `__proto__`, or is a `constructor` with a `prototype`: nothing of that shape is let in or out.',
    reason: 'In JavaScript these names reach what objects share, so that data from elsewhere could change how a program works. Generated programs refuse every message that has them.',
    source: [{ title: 'OWASP, Prototype Pollution Prevention Cheat Sheet', url: 'https://cheatsheetseries.owasp.org/cheatsheets/Prototype_Pollution_Prevention_Cheat_Sheet.html' }],
    bad: `context Design {
  event CarDrawn { key carId: uuid  __proto__: string }
}
`,
    good: `context Design {
  event CarDrawn { key carId: uuid  drawnAfter: string }
}
`,
    whenToTurnOff: 'Where nothing is generated from the specification; programs in other languages may take such names.',
    messages: {
        proto: "'__proto__' is the prototype of an object in JavaScript, so every message that has it is refused and no state can keep it. Give the field another name.",
        constructor: "'constructor' with a field 'prototype' in it is what objects of JavaScript share, so every message that has both is refused. Rename one of the two.",
    },
    check: ({ types, report }) => ({
        field({ name, type, origin }) {
            if (name === '__proto__') report({ origin, message: 'proto' });
            else if (name === 'constructor' && mayHavePrototype(types.resolve(type), types)) report({ origin, message: 'constructor' });
        },
    }),
});

/** Of an object itself: what lies in a list is not reached by the name of the field. */
function mayHavePrototype(type: ExpressionType | undefined, types: TypeIndex): boolean {
    if (type?.kind === 'named') return types.declaredFields(type.target)?.some(({ name }) => name === 'prototype') ?? false;
    return type?.kind === 'union' && type.alternatives.some(alternative => mayHavePrototype(alternative, types));
}
