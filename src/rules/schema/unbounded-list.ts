import type { Type } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { publicHolders, visitWrittenTypes } from './message-types.js';
import { findPart } from './type-parts.js';

/** A list in a public message without a limit. */
export const unboundedList = defineRule({
    id: 'schema/unbounded-list',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'info',
    summary: 'A list in a public message, or in a type that it holds, says no most items.',
    reason: 'A message grows with its lists. One day it is larger than the broker takes, or than a consumer can hold, and nobody has promised that it would not be.',
    bad: `context Ordering {
  type OrderLine { sku: string(1..40) }
  public event OrderPlaced {
    key orderId: uuid
    lines: OrderLine[]
  }
}
`,
    good: `context Ordering {
  type OrderLine { sku: string(1..40) }
  public event OrderPlaced {
    key orderId: uuid
    lines: OrderLine[1..100]
  }
}
`,
    whenToTurnOff: 'Where the sizes of messages are watched elsewhere.',
    messages: {
        field: "'{field}' of '{owner}' may have any number of items, so '{message}' may become larger than a broker or a consumer takes. Say the most that there may be: '[0..100]'.",
        named: "'{owner}' is a list with any number of items, so '{message}' may become larger than a broker or a consumer takes. Say the most that there may be: '[0..100]'.",
    },
    check({ model, report }) {
        visitWrittenTypes(publicHolders(model), isUnbounded, ({ field, origin, holder: { name: owner }, message }) => {
            const related = owner === message.name ? [] : [{ origin: message.origin, message: `'${message.name}' is public and holds it` }];
            if (field) report({ origin, message: 'field', data: { field: field.name, owner, message: message.name }, related });
            else report({ origin, message: 'named', data: { owner, message: message.name }, related });
        });
    },
});

function isUnbounded(type: Type): boolean {
    return type.kind !== 'primitive' && findPart(type, part => part.kind === 'list' && part.bounds?.maximum === undefined) !== undefined;
}
