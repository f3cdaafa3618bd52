import { beforeStart, ended, inNoState, movesOf, type Move } from '../../model/processes/process-moves.js';
import { defineRule } from '../rule.js';

/** A process, or a state of one, from which no way leads to the end. */
export const noEnd = defineRule({
    id: 'process/no-end',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A process never ends, or comes into a state out of which no way leads to its end.',
    reason: 'An instance that does not end is kept for ever, and an event that should start it anew is passed over, because it is still running.',
    source: [{ title: 'NServiceBus, Sagas: ending a saga', url: 'https://docs.particular.net/nservicebus/sagas/' }],
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public event OrderReturned { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command ShipOrder { key orderId: uuid }
  public command ReturnOrder { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced
    handle ShipOrder -> OrderShipped
    handle ReturnOrder -> OrderReturned
  }

  process Fulfilment by orderId {
    start on OrderPlaced -> go shipping

    state shipping {
      on OrderShipped -> end
      on OrderReturned -> go returned
      after 30 days -> end
    }

    state returned {
      on OrderReturned
    }
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public event OrderReturned { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command ShipOrder { key orderId: uuid }
  public command ReturnOrder { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced
    handle ShipOrder -> OrderShipped
    handle ReturnOrder -> OrderReturned
  }

  process Fulfilment by orderId {
    start on OrderPlaced -> go shipping

    state shipping {
      on OrderShipped -> end
      on OrderReturned -> end
      after 30 days -> end
    }
  }
}
`,
    whenToTurnOff: 'For a process that is meant to watch something for as long as there is a system: suppress it there, and say so.',
    messages: {
        never: "Nothing ends the process '{process}': its instances are kept for ever, and none can be started anew. Write 'end' where its work is done.",
        stuck: "From '{state}' on nothing ends '{process}': an instance that comes here is kept for ever, and cannot be started anew. Write 'end' where its work is done, or go to a state that leads there.",
        idle: "After '{event}' nothing ends '{process}': it is in no state, and no 'on' outside of the states ends it either. Write 'end', or go to a state that leads there.",
    },
    check({ model, graph, report }) {
        for (const process of model.processes) {
            const moves = movesOf(process);
            if (graph.isExternal(process) || process.starts.length === 0 || !moves.isComplete) continue;
            const { name, origin } = process;
            const ending = moves.leadingTo(ended);
            if (!ending.has(beforeStart)) {
                report({ origin, message: 'never', data: { process: name } });
                continue;
            }
            for (const place of moves.running()) {
                if (ending.has(place)) continue;
                // Told of the first place out of which there is no way, not of all that follow.
                const entries = moves.into(place).filter(({ from }) => ending.has(from));
                const state = moves.state(place);
                if (state && entries.length > 0) report({ origin: state.origin, message: 'stuck', data: { state: place, process: name }, related: entries.map(entering) });
                else if (place === inNoState) for (const { step } of entries) report({ origin: step!.event.origin, message: 'idle', data: { event: step!.event.text, process: name } });
            }
        }
    },
});

function entering({ step, timer }: Move) {
    return step ? { origin: step.event.origin, message: `It comes here by '${step.event.text}'` } : { origin: timer!.origin, message: 'It comes here when this timer runs out' };
}
