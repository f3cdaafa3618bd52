import { stepsOf } from '../../model/processes/process-steps.js';
import type { Aggregate, Field, Process, ProcessAction, Projection } from '../../model/flow-model.js';
import { describeType, isCarried } from '../../model/type-index.js';
import { defineRule } from '../rule.js';

/** A field of a state or a row that no event fills. */
export const fieldWithoutSource = defineRule({
    id: 'sourcing/field-without-source',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A field of an aggregate, a projection or a process has no default and is set by no event.',
    reason: 'State is what events make of it. A field that none of them sets is missing in every instance, and whatever is decided or shown by it never is.',
    source: [{ title: 'Microsoft, Materialized View pattern', url: 'https://learn.microsoft.com/en-us/azure/architecture/patterns/materialized-view' }],
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid  total: decimal }
  public command PlaceOrder { key orderId: uuid  total: decimal }

  service Orders {
    handle PlaceOrder -> OrderPlaced
  }

  projection OrderStatus by orderId {
    total: decimal
    placedAt: timestamp

    on OrderPlaced { total = event.total }

    public query LatestOrders() returns OrderStatus[]
      sort by state.placedAt descending
      limit 50
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid  total: decimal  placedAt: timestamp }
  public command PlaceOrder { key orderId: uuid  total: decimal  placedAt: timestamp }

  service Orders {
    handle PlaceOrder -> OrderPlaced
  }

  projection OrderStatus by orderId {
    total: decimal
    placedAt: timestamp

    on OrderPlaced {
      total = event.total
      placedAt = event.placedAt
    }

    public query LatestOrders() returns OrderStatus[]
      sort by state.placedAt descending
      limit 50
  }
}
`,
    whenToTurnOff: 'While a read model is being written down and its events are still to come.',
    messages: {
        never: "No event sets '{field}' of '{part}', so it is always {nothing}. Set it in an 'on', give it a default, or leave it out.",
        processNever: "'{part}' takes no event with a field '{field}' and never sets it, so it is always {nothing}. Add the field to an event, write '{example}', or leave it out.",
        processOtherType: "'{field}' of '{part}' is {type}, but no event has it with a type that fits, so it is always {nothing}. Give both the same type, or write '{example}'.",
    },
    check({ graph, types, report }) {
        const fieldsWithout = (part: Aggregate | Projection | Process, set: ReadonlySet<string>) => part.fields.filter(({ name, default: standard }) => !standard && name !== part.key && !set.has(name));
        const nothingIn = (field: Field) => {
            const type = types.resolve(field.type);
            return type && !type.optional && (type.kind === 'list' || type.kind === 'map') ? 'empty' : 'missing';
        };
        const look = (part: Aggregate | Projection) => {
            const { name, evolutions } = part;
            // Code may set any field; and without any 'on' another rule tells it once.
            if (graph.isExternal(part) || evolutions.length === 0 || evolutions.some(({ byCode, event }) => byCode || event.target === undefined)) return;
            const set = new Set<string>();
            for (const { statements } of evolutions) for (const statement of statements) if (statement.kind === 'assign' || statement.kind === 'append') set.add(statement.field);
            if (part.kind === 'projection' && part.window !== undefined) set.add('windowStart');
            for (const field of fieldsWithout(part, set)) report({ origin: field.origin, message: 'never', data: { field: field.name, part: name, nothing: nothingIn(field) } });
        };
        return {
            aggregate: look,
            projection: look,
            process(process) {
                const steps = stepsOf(process);
                if (graph.isExternal(process) || process.starts.length === 0 || steps.some(({ event }) => event.target === undefined)) return;
                const set = new Set<string>();
                const addSet = ({ actions }: { actions: readonly ProcessAction[] }) => {
                    for (const action of actions) if (action.kind === 'set') for (const { field } of action.assignments) set.add(field);
                };
                steps.forEach(addSet);
                for (const { timers } of process.states) timers.forEach(addSet);
                const without = fieldsWithout(process, set);
                if (without.length === 0) return;
                const brought = steps.map(({ event }) => graph.message(event.target)?.fields ?? []);
                for (const field of without) {
                    const type = types.resolve(field.type);
                    const namesakes = brought.flatMap(fields => fields.filter(({ name }) => name === field.name));
                    const isTaken = (other: Field) => types.resolve(other.type) === type || isCarried(types.resolve(other.type), type && { ...type, optional: true });
                    if (type && namesakes.some(isTaken)) continue;
                    const data = { field: field.name, part: process.name, nothing: nothingIn(field), example: `set { ${field.name} = … }` };
                    if (namesakes.length === 0) report({ origin: field.origin, message: 'processNever', data });
                    else if (type) {
                        report({
                            origin: field.origin,
                            message: 'processOtherType',
                            data: { ...data, type: describeType(type) },
                            related: [...new Set(namesakes)].map(other => ({ origin: other.origin, message: `Here it is ${describeType(types.resolve(other.type))}` })),
                        });
                    }
                }
            },
        };
    },
});
