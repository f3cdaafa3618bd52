import { branchesIn, reachableStates } from '../../model/states/aggregate-states.js';
import { fieldValuesIn } from '../../model/states/field-values.js';
import type { Branch } from '../../model/flow-model.js';
import { describeConstant, stateTestsOf, type KnownState } from '../../model/states/state-tests.js';
import { defineRule } from '../rule.js';

/** A command that is refused in every state that its aggregate can come into. */
export const commandNeverAccepted = defineRule({
    id: 'sourcing/command-never-accepted',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'An aggregate refuses a command in every state that it can come into.',
    reason: 'Each value that the conditions ask for is there, but never when it is needed: the states wait for each other, or one is left before the next can be entered. Whoever sends the command is always refused.',
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderPaid { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command PayOrder { key orderId: uuid }
  public command ShipOrder { key orderId: uuid }

  aggregate Order by orderId {
    phase: string = "new"

    handle PlaceOrder
      when state.phase == "new" -> OrderPlaced
      otherwise -> reject "the order has been placed before"
    handle PayOrder
      when state.phase == "shipped" -> OrderPaid
      otherwise -> reject "only a shipped order is paid"
    handle ShipOrder
      when state.phase == "paid" -> OrderShipped
      otherwise -> reject "only a paid order can be shipped"

    on OrderPlaced { phase = "placed" }
    on OrderPaid { phase = "paid" }
    on OrderShipped { phase = "shipped" }
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderPaid { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command PayOrder { key orderId: uuid }
  public command ShipOrder { key orderId: uuid }

  aggregate Order by orderId {
    phase: string = "new"

    handle PlaceOrder
      when state.phase == "new" -> OrderPlaced
      otherwise -> reject "the order has been placed before"
    handle PayOrder
      when state.phase == "placed" -> OrderPaid
      otherwise -> reject "only a placed order is paid"
    handle ShipOrder
      when state.phase == "paid" -> OrderShipped
      otherwise -> reject "only a paid order can be shipped"

    on OrderPlaced { phase = "placed" }
    on OrderPaid { phase = "paid" }
    on OrderShipped { phase = "shipped" }
  }
}
`,
    whenToTurnOff: 'While a system is being written down and the commands that lead to a state are still to come.',
    messages: {
        never: "'{aggregate}' accepts '{command}' in none of the states that its commands lead to ({states}), so whoever sends it is always refused. Ask for one of these states, or handle a command that leads to another.",
    },
    check({ model, graph, report }) {
        for (const aggregate of model.aggregates) {
            if (graph.isExternal(aggregate)) continue;
            const suspects = aggregate.handles.filter(({ branches }) => branches.some(({ condition }) => condition && stateTestsOf(condition).length > 0) && branches.some(accepts));
            if (suspects.length === 0) continue;
            const values = fieldValuesIn(model)(aggregate);
            const refused = new Set(suspects);
            const states = reachableStates(aggregate, values, state => {
                for (const handling of refused) if (branchesIn(handling, state).some(accepts)) refused.delete(handling);
                return refused.size === 0;
            });
            if (!states) continue;
            for (const handling of refused) {
                const tests = handling.branches.flatMap(({ condition }) => (condition ? stateTestsOf(condition) : []));
                // A value that nothing ever assigns is another finding.
                if (tests.some(({ field, constant }) => values.has(field) && !values.get(field)!.has(constant))) continue;
                report({
                    origin: handling.command.origin,
                    message: 'never',
                    data: { aggregate: aggregate.name, command: handling.command.text, states: states.slice(0, 6).map(describeState).join('; ') + (states.length > 6 ? '; …' : '') },
                    related: tests.flatMap(({ field, constant }) => {
                        const place = values.get(field)?.get(constant);
                        return place && states.every(state => state.get(field) !== constant) ? [{ origin: place, message: `Here '${field}' becomes '${describeConstant(constant)}', but nothing leads to this` }] : [];
                    }),
                });
            }
        }
    },
});

function accepts({ outcome }: Branch): boolean {
    return outcome.alternatives.some(parts => parts.some(({ kind }) => kind !== 'reject'));
}

function describeState(state: KnownState): string {
    return [...state].map(([field, constant]) => (constant === undefined ? `'${field}' not set` : `'${field}' is '${describeConstant(constant)}'`)).join(' and ');
}
