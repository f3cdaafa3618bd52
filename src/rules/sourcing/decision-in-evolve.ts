import { stateTestsOf } from '../../model/states/state-tests.js';
import { defineRule } from '../rule.js';

/** An `on` of an aggregate that ignores its event in some states. */
export const decisionInEvolve = defineRule({
    id: 'sourcing/decision-in-evolve',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'An aggregate applies one of its events in some of its states only.',
    reason: 'An event is a fact that everybody has been told. Whether it may happen is decided when the command is handled; an aggregate that ignores it afterwards holds something else to be true than everybody else.',
    source: [{ title: 'Jérémie Chassaing, Functional Event Sourcing Decider', url: 'https://thinkbeforecoding.com/post/2021/12/17/functional-event-sourcing-decider' }],
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
    handle ShipOrder -> OrderShipped

    on OrderPlaced { phase = "placed" }
    on OrderShipped where state.phase == "placed" { phase = "shipped" }
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
      when state.phase == "placed" -> OrderShipped
      otherwise -> reject "only a placed order can be shipped"

    on OrderPlaced { phase = "placed" }
    on OrderShipped { phase = "shipped" }
  }
}
`,
    whenToTurnOff: 'Where the history holds events that should never have been published, and is put right as it is read.',
    messages: {
        ignores: "'{aggregate}' applies '{event}' only where '{condition}', but by then the event has happened and everybody knows. Decide it where the command is handled: 'handle … when {condition} -> {event}'.",
    },
    check({ graph, textAt, report }) {
        return {
            aggregate(aggregate) {
                if (graph.isExternal(aggregate)) return;
                for (const { event, condition } of aggregate.evolutions) {
                    if (!condition || event.target === undefined) continue;
                    const [test] = stateTestsOf(condition);
                    // Several ways to apply one event tell cases apart; a comparison of sizes keeps a highest or lowest value.
                    if (!test || aggregate.evolutions.filter(other => other.event.target === event.target).length > 1) continue;
                    report({
                        origin: condition.origin,
                        message: 'ignores',
                        data: { aggregate: aggregate.name, event: event.text, condition: textAt(test.origin) },
                        related: aggregate.handles.flatMap(({ command, branches }) => branches.flatMap(({ outcome }) => outcome.alternatives.flat())
                            .filter(output => output.kind === 'publish' && output.message.target === event.target)
                            .map(output => ({ origin: output.origin, message: `It is published here, because of '${command.text}'` }))),
                    });
                }
            },
        };
    },
});
