import { distance } from 'fastest-levenshtein';
import type { Fix } from '../../model/diagnostic.js';
import { fieldValuesIn } from '../../model/states/field-values.js';
import type { Expression, KeyedPart } from '../../model/flow-model.js';
import { stepsOf } from '../../model/processes/process-steps.js';
import { describeConstant, stateTestsOf, type Constant, type StateTest } from '../../model/states/state-tests.js';
import { defineRule } from '../rule.js';

/** A condition that asks for a value which its field never has. */
export const stateUnreachable = defineRule({
    id: 'sourcing/state-unreachable',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    fix: 'unsafe',
    summary: 'A condition compares a field of the state with a value that nothing ever gives it.',
    reason: 'The comparison always comes out the same, so what it guards happens always or never. Mostly the value is misspelled, or the event that should set it is not applied.',
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command ShipOrder { key orderId: uuid }

  aggregate Order by orderId {
    phase: string = "new"

    handle PlaceOrder
      when state.phase == "new" -> OrderPlaced
      otherwise -> reject "the order has been placed before"
    handle ShipOrder
      when state.phase == "payed" -> OrderShipped
      otherwise -> reject "only a paid order can be shipped"

    on OrderPlaced { phase = "paid" }
    on OrderShipped { phase = "shipped" }
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command ShipOrder { key orderId: uuid }

  aggregate Order by orderId {
    phase: string = "new"

    handle PlaceOrder
      when state.phase == "new" -> OrderPlaced
      otherwise -> reject "the order has been placed before"
    handle ShipOrder
      when state.phase == "paid" -> OrderShipped
      otherwise -> reject "only a paid order can be shipped"

    on OrderPlaced { phase = "paid" }
    on OrderShipped { phase = "shipped" }
  }
}
`,
    whenToTurnOff: 'While a system is being written down and the events that lead to a state are still to come.',
    messages: {
        never: "'{field}' of '{part}' is never {value}, so this never holds. What it can be: {known}. Compare with one of these, or have an event set it.",
        always: "'{field}' of '{part}' is never {value}, so it always differs from it. What it can be: {known}. Compare with one of these, or have an event set it.",
    },
    check({ model, graph, report }) {
        const look = (part: KeyedPart, conditions: readonly Expression[]) => {
            if (conditions.length === 0 || graph.isExternal(part)) return;
            const tests = conditions.flatMap(stateTestsOf);
            if (tests.length === 0) return;
            const values = fieldValuesIn(model)(part);
            for (const test of tests) {
                const { field, constant, equal, origin } = test;
                const known = values.get(field);
                // Whether a value is there at all is asked of fields that start without one.
                if (!known || known.has(constant) || constant === 'null') continue;
                report({
                    origin,
                    message: equal ? 'never' : 'always',
                    data: { field, part: part.name, value: `'${describeConstant(constant)}'`, known: [...known.keys()].map(value => `'${describeConstant(value)}'`).join(', ') },
                    related: [...known].map(([value, place]) => ({ origin: place, message: `Here '${field}' becomes '${describeConstant(value)}'` })),
                    fixes: compareWithNearest(test, [...known.keys()]),
                });
            }
        };
        const conditionsOfQueries = new Map<string, Expression[]>();
        for (const { projection, condition } of model.queries) {
            if (projection !== undefined && condition) conditionsOfQueries.set(projection, [...conditionsOfQueries.get(projection) ?? [], condition]);
        }
        return {
            aggregate(aggregate) {
                const conditions: Expression[] = [];
                for (const { branches } of aggregate.handles) addConditions(branches, conditions);
                addConditions(aggregate.evolutions, conditions);
                look(aggregate, conditions);
            },
            projection(projection) {
                const conditions: Expression[] = [];
                addConditions(projection.evolutions, conditions);
                if (projection.queries.length > 0) conditions.push(...conditionsOfQueries.get(projection.id) ?? []);
                look(projection, conditions);
            },
            process(process) {
                const conditions: Expression[] = [];
                addConditions(stepsOf(process), conditions);
                look(process, conditions);
            },
        };
    },
});

function addConditions(from: readonly { condition?: Expression }[], found: Expression[]): void {
    for (const { condition } of from) if (condition) found.push(condition);
}

/** Compares with the value that is spelled most like the one that is never there. */
function compareWithNearest({ constant, constantOrigin }: StateTest, known: readonly Constant[]): Fix[] {
    const nearest = known.filter(value => distance(value.toLowerCase(), constant.toLowerCase()) <= 2).sort((left, right) => distance(left, constant) - distance(right, constant))[0];
    if (!constantOrigin || nearest === undefined) return [];
    return [{ title: `Compare with '${describeConstant(nearest)}'`, safe: false, edits: [{ ...constantOrigin, newText: nearest }] }];
}
