import { publishedBy } from '../../model/told-events.js';
import { defineRule } from '../rule.js';

/** A command that an aggregate takes without saying what may come of it. */
export const commandWithoutOutcome = defineRule({
    id: 'sourcing/command-without-outcome',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'An aggregate handles a command without naming an outcome.',
    reason: 'An aggregate changes by its events alone. A command that leads to none is taken and forgotten: code may refuse it, but it cannot make anything happen.',
    source: [{ title: 'Jérémie Chassaing, Functional Event Sourcing Decider', url: 'https://thinkbeforecoding.com/post/2021/12/17/functional-event-sourcing-decider' }],
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command CancelOrder { key orderId: uuid }

  aggregate Order by orderId {
    placed: boolean = false

    handle PlaceOrder
      when state.placed -> reject "the order has been placed before"
      otherwise -> OrderPlaced
    handle CancelOrder

    on OrderPlaced { placed = true }
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderCancelled { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command CancelOrder { key orderId: uuid }

  aggregate Order by orderId {
    placed: boolean = false

    handle PlaceOrder
      when state.placed -> reject "the order has been placed before"
      otherwise -> OrderPlaced
    handle CancelOrder
      when state.placed -> OrderCancelled
      otherwise -> reject "there is no such order"

    on OrderPlaced { placed = true }
    on OrderCancelled { placed = false }
  }
}
`,
    options: {
        properties: { services: { type: 'boolean', description: 'Whether the commands of services must have an outcome as well. By default a service may do its work and tell nobody.' } },
        defaults: { services: false },
    },
    whenToTurnOff: 'While a system is being written down and the outcomes of its commands are still to come.',
    messages: {
        aggregate: "'{part}' takes '{command}', but nothing can come of it: an aggregate changes by its events alone, and none is named. Write 'handle {text} -> EVENT'.",
        service: "'{part}' handles '{command}' and tells nobody, so that nobody can know whether it was done. Write 'handle {text} -> EVENT'.",
    },
    check({ graph, options, report }) {
        return {
            handling({ command: reference, branches }, part) {
                if (branches.length > 0) return;
                const command = graph.message(reference.target);
                if (!command || graph.isExternal(part)) return;
                // Of an aggregate without any event that is told once, by a rule of its own.
                const isFault = part.kind === 'service' ? options.services : publishedBy(part).length > 0;
                if (!isFault) return;
                report({
                    origin: reference.origin,
                    message: part.kind,
                    data: { part: part.name, command: command.name, text: reference.text },
                    related: [{ origin: command.origin, message: `'${command.name}' is declared here` }],
                });
            },
        };
    },
});
