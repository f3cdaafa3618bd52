import { inNoState, movesOf } from '../../model/processes/process-moves.js';
import { defineRule } from '../rule.js';
import { answersAwaitedIn } from './answers.js';

/** A state that waits for an answer and has no timer. */
export const missingTimeout = defineRule({
    id: 'process/missing-timeout',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A process waits for the answer to a command in a state that has no timer.',
    reason: 'A command may be refused, or end in a dead letter queue, and then no answer ever comes. Only a timer notices that, and can take back what has been done so far.',
    source: [{ title: 'NServiceBus, Saga timeouts', url: 'https://docs.particular.net/nservicebus/sagas/timeouts' }],
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  command ShipOrder { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced
    handle ShipOrder -> OrderShipped
  }

  process Fulfilment by orderId {
    start on OrderPlaced -> send ShipOrder go shipping

    state shipping {
      on OrderShipped -> end
    }
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  command ShipOrder { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced
    handle ShipOrder -> OrderShipped
  }

  process Fulfilment by orderId {
    start on OrderPlaced -> send ShipOrder go shipping

    state shipping {
      on OrderShipped -> end
      after 3 days -> end
    }
  }
}
`,
    whenToTurnOff: 'Where somebody watches what hangs, such as the instances that are older than a day, outside of the process.',
    messages: {
        state: "'{process}' waits in '{state}' for '{event}', the answer to '{command}', and has no timer there: if the answer does not come, it waits for ever. Write 'after … -> …'.",
        idle: "'{process}' goes to no state after '{start}', but waits for '{event}', the answer to '{command}': only a state can have a timer. Write 'go STATE', and 'after … -> …' there.",
    },
    check({ model, graph, report }) {
        for (const process of model.processes) {
            if (graph.isExternal(process)) continue;
            const moves = movesOf(process);
            for (const place of moves.running()) {
                const state = moves.state(place);
                if (state && state.timers.length > 0) continue;
                const [answer] = answersAwaitedIn(moves, place, graph);
                if (!answer) continue;
                const { send, step } = answer;
                const data = { process: process.name, event: step.event.text, command: send.message.text };
                const related = [{ origin: send.origin, message: `'${send.message.text}' is sent here` }, { origin: step.event.origin, message: 'Its answer is taken here' }];
                if (state) report({ origin: state.origin, message: 'state', data: { ...data, state: state.name }, related });
                else if (place === inNoState) {
                    const start = moves.into(place).find(({ actions }) => actions.includes(send))!.step!.event;
                    report({ origin: start.origin, message: 'idle', data: { ...data, start: start.text }, related });
                }
            }
        }
    },
});
