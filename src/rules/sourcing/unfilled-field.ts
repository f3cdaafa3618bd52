import type { Origin } from '../../model/flow-model.js';
import { kindsIn, missingKind, type ValueKind } from '../../model/states/value-kinds.js';
import { defineRule } from '../rule.js';

const namesOfKinds = { text: 'any text', number: 'any number', bytes: 'any bytes' } as const satisfies Record<ValueKind, string>;

/** A field of an event for which an aggregate has nothing to fill it from. */
export const unfilledField = defineRule({
    id: 'sourcing/unfilled-field',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'An aggregate publishes an event with a text, a number or bytes for which neither the command nor the state has anything of the kind.',
    reason: 'An aggregate decides by its command and its state. Ids and times can be made up as it does; a text or a number that nobody has told it cannot, so the code that should fill the field has nothing to fill it from.',
    source: [{ title: 'Jérémie Chassaing, Functional Event Sourcing Decider', url: 'https://thinkbeforecoding.com/post/2021/12/17/functional-event-sourcing-decider' }],
    bad: `context Ordering {
  public event OrderShipped { key orderId: uuid  carrier: string }
  public command ShipOrder { key orderId: uuid }

  aggregate Order by orderId {
    shipped: boolean = false

    handle ShipOrder
      when state.shipped -> reject "the order has been shipped before"
      otherwise -> OrderShipped

    on OrderShipped { shipped = true }
  }
}
`,
    good: `context Ordering {
  public event OrderShipped { key orderId: uuid  carrier: string }
  public command ShipOrder { key orderId: uuid  carrier: string }

  aggregate Order by orderId {
    shipped: boolean = false

    handle ShipOrder
      when state.shipped -> reject "the order has been shipped before"
      otherwise -> OrderShipped

    on OrderShipped { shipped = true }
  }
}
`,
    whenToTurnOff: "Where the code of aggregates asks others while it decides. 'by code' says so of a single event.",
    messages: {
        unfilled: "Nothing can fill {fields} of '{event}': neither '{command}' nor the state of '{aggregate}' has {kinds}. Add it to the command, write '{example}', or say 'by code' if code knows it from elsewhere.",
    },
    check({ graph, types, report }) {
        return {
            handling({ command: reference, byCode, branches }, aggregate) {
                if (byCode || aggregate.kind !== 'aggregate') return;
                const command = graph.message(reference.target);
                if (!command || graph.isExternal(aggregate)) return;
                let available: ReadonlySet<ValueKind> | undefined;
                for (const { outcome: { alternatives: [parts = [], ...others] } } of branches) {
                    for (const output of parts) {
                        // Where code chooses what happens, or how often, it knows why and can say so.
                        if (others.length > 0 || output.kind !== 'publish' || output.byCode || output.many) continue;
                        const event = graph.message(output.message.target);
                        const open = new Set(output.filling.filter(({ from }) => from === 'code').map(({ field }) => field));
                        if (!event || open.size === 0) continue;
                        // A phase that the state is in is no text to tell.
                        const state = types.stateOf(aggregate).types().filter(type => type?.kind !== 'named' || !types.enum(type.target));
                        available ??= kindsIn([...command.fields.map(({ type }) => types.resolve(type)), ...state], types);
                        const missing: { name: string; kind: ValueKind; origin: Origin }[] = [];
                        for (const { name, type, origin } of event.fields) {
                            const kind = open.has(name) ? missingKind(types.resolve(type), available, types) : undefined;
                            if (kind) missing.push({ name, kind, origin });
                        }
                        if (missing.length === 0) continue;
                        report({
                            origin: output.message.origin,
                            message: 'unfilled',
                            data: {
                                fields: missing.map(({ name }) => `'${name}'`).join(', '), event: event.name, command: command.name, aggregate: aggregate.name,
                                kinds: [...new Set(missing.map(({ kind }) => namesOfKinds[kind]))].join(' or '), example: `${output.message.text} { ${missing.map(({ name }) => `${name} = …`).join('  ')} }`,
                            },
                            related: [...missing.map(({ name, origin }) => ({ origin, message: `'${name}' must have a value` })), { origin: command.origin, message: `'${command.name}' is all that is told` }],
                        });
                    }
                }
            },
        };
    },
});
