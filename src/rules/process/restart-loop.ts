import { movesOf } from '../../model/processes/process-moves.js';
import { defineRule } from '../rule.js';
import { restartAfter } from './restarts.js';
import { sendsInCircle, timerCircles } from './timer-circles.js';

/** A process that starts itself anew as it ends, or sends the same again and again by its timers. */
export const restartLoop = defineRule({
    id: 'process/restart-loop',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A process is started anew by what it sends as it ends, or goes round in a circle of timers that send something each time.',
    reason: 'Nothing stops such a loop. Started by its own answers it runs as fast as the brokers carry it; by timers it asks, reminds or retries for as long as there is a system.',
    source: [{ title: 'Enterprise Integration Patterns, Process Manager', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/ProcessManager.html' }],
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event PaymentDeclined { key orderId: uuid }
  public event PaymentCaptured { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  command CapturePayment { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced and send CapturePayment
    handle CapturePayment -> PaymentCaptured or PaymentDeclined
  }

  process PaymentRetry by orderId {
    start on PaymentDeclined -> send CapturePayment end
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event PaymentDeclined { key orderId: uuid }
  public event PaymentCaptured { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  command CapturePayment { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced and send CapturePayment
    handle CapturePayment -> PaymentCaptured or PaymentDeclined
  }

  process PaymentRetry by orderId {
    start on PaymentDeclined -> go waiting

    state waiting {
      after 1 hour -> send CapturePayment go retrying
    }

    state retrying {
      on PaymentCaptured -> end
      on PaymentDeclined -> end
      after 1 day -> end
    }
  }
}
`,
    whenToTurnOff: 'Where something is asked for at intervals for as long as it lasts, and that is what the process is for: suppress it there.',
    messages: {
        restarts: "'{process}' ends by sending '{command}', which may lead to '{event}' at once, and '{event}' starts it anew: nothing stops it from running in a circle. Let it wait for a time, count how often with a 'where', or stay in a state that takes '{event}'.",
        timers: "'{process}' sends {commands} again and again as long as nothing else happens: its timers only lead round in a circle. Have it end, or go to a state for good, after a time.",
    },
    check({ model, graph, report }) {
        for (const process of model.processes) {
            const moves = movesOf(process);
            if (graph.isExternal(process) || !moves.isComplete) continue;
            const { name } = process;
            for (const start of process.starts) {
                const restart = restartAfter(start, process, moves, graph);
                if (restart) report({ origin: restart.origin, message: 'restarts', data: { process: name, command: restart.command, event: start.event.text }, related: restart.path });
            }
            for (const circle of timerCircles(moves)) {
                const sends = sendsInCircle(circle, moves);
                const [first] = sends;
                if (!first) continue;
                report({
                    origin: first.origin,
                    message: 'timers',
                    data: { process: name, commands: [...new Set(sends.map(({ message }) => `'${message.text}'`))].join(', ') },
                    related: circle.map(({ timer, to }) => ({ origin: timer!.origin, message: `This timer leads to '${to}'` })),
                });
            }
        }
    },
});
