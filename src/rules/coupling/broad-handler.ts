import { stepsOf } from '../../model/processes/process-steps.js';
import type { Member, Reference } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';

/** A part that takes very many different messages. */
export const broadHandler = defineRule({
    id: 'coupling/broad-handler',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'A service, an aggregate or a process takes more than so many different messages.',
    reason: 'It has more than one reason to change, fails and scales as one, and everything that it takes waits for everything else.',
    bad: `context Ordering {
  command PlaceOrder { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  command CancelOrder { key orderId: uuid }
  service Orders {
    handle PlaceOrder
    handle ShipOrder
    handle CancelOrder
  }
}
`,
    good: `context Ordering {
  command PlaceOrder { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  command CancelOrder { key orderId: uuid }
  service Orders {
    handle PlaceOrder
    handle CancelOrder
  }
  service Shipping { handle ShipOrder }
}
`,
    whenToTurnOff: 'Where one part is meant to take everything, such as one that keeps a record. Projections are not judged.',
    options: {
        properties: { max: { type: 'integer', minimum: 1, description: 'How many different messages and queries one part may take.' } },
        defaults: { max: 15 },
        forExample: { max: 2 },
    },
    messages: {
        broad: "The {kind} '{part}' takes {count} different messages, more than {max}: it changes for many reasons, and fails as one. Divide it by what belongs together.",
    },
    check({ graph, options: { max }, report }) {
        const judge = (kind: string, part: Member, taken: readonly Reference[]) => {
            if (taken.length <= max) return;
            const count = new Set(taken.map(({ target }) => target)).size;
            if (count > max && !graph.isExternal(part)) report({ origin: part.origin, message: 'broad', data: { kind, part: part.name, count, max } });
        };
        return {
            service(service) {
                const { handles, reactions, answers } = service;
                if (handles.length + reactions.length + answers.length <= max) return;
                judge('service', service, [...handles.map(({ command }) => command), ...reactions.map(({ event }) => event), ...answers.map(({ query }) => query)]);
            },
            aggregate: aggregate => judge('aggregate', aggregate, aggregate.handles.map(({ command }) => command)),
            process: process => judge('process', process, stepsOf(process).map(({ event }) => event)),
        };
    },
});
