import { causesIn } from '../../model/processes/causes.js';
import { inNoState, movesOf, sendsOf } from '../../model/processes/process-moves.js';
import { defineRule } from '../rule.js';
import { answersAwaitedIn, stepsIn } from './answers.js';
import { leavingTimer, sendsInCircle, timerCircles } from './timer-circles.js';

/** A state that nothing but an event from outside ever leaves. */
export const unboundedWait = defineRule({
    id: 'process/unbounded-wait',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'info',
    summary: 'A process may wait in a state for ever, because no timer leads out of it.',
    reason: 'People and other systems do not always do what a process waits for. An instance that nobody calls for any more is kept for ever, and nobody sees that something was left undone.',
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderApproved { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command ApproveOrder { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced
    handle ApproveOrder -> OrderApproved
  }

  process Approval by orderId {
    start on OrderPlaced -> go waiting

    state waiting {
      on OrderApproved -> end
    }
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderApproved { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command ApproveOrder { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced
    handle ApproveOrder -> OrderApproved
  }

  process Approval by orderId {
    start on OrderPlaced -> go waiting

    state waiting {
      on OrderApproved -> end
      after 90 days -> end
    }
  }
}
`,
    whenToTurnOff: 'Where a process follows something for as long as it lasts, such as a contract or a device.',
    messages: {
        noTimer: "'{process}' may wait in '{state}' for ever: it has no timer, and nothing says that an event will come. Write 'after … -> end', however long that is.",
        stays: "'{process}' may wait in '{state}' for ever: its timers lead neither to another state nor to an event that it waits for. Write 'after … -> end', however long that is.",
        circle: "'{process}' may stay in '{state}' for ever: its timers only lead round in a circle. Have one of them end it.",
        idle: "'{process}' may wait for ever after '{event}': it goes to no state, and only a state can have a timer. Write 'go STATE', and 'after … -> end' there.",
    },
    check({ model, graph, report }) {
        const causes = causesIn(model);
        for (const process of model.processes) {
            const moves = movesOf(process);
            if (graph.isExternal(process) || !moves.isComplete) continue;
            const { name } = process;
            for (const place of moves.running()) {
                const state = moves.state(place);
                const steps = stepsIn(moves, place);
                const timers = state?.timers ?? [];
                // Out of a place without any step no event leads either, which is another finding, as is a missing answer.
                if (leavingTimer(moves, place) || steps.length === 0 || (timers.length === 0 && answersAwaitedIn(moves, place, graph).length > 0)) continue;
                const awaited = new Set(steps.flatMap(({ event }) => event.target ?? []));
                const related = steps.map(({ event }) => ({ origin: event.origin, message: `It waits for '${event.text}'` }));
                if (place === inNoState) {
                    for (const { step } of moves.into(place)) if (step && process.starts.includes(step)) report({ origin: step.event.origin, message: 'idle', data: { process: name, event: step.event.text }, related });
                } else if (timers.length === 0) report({ origin: state!.origin, message: 'noTimer', data: { process: name, state: place }, related });
                else if (!timers.flatMap(sendsOf).some(({ message }) => message.target === undefined || causes.mayLeadTo(message.target, awaited, { without: process.id }))) {
                    report({ origin: state!.origin, message: 'stays', data: { process: name, state: place }, related });
                }
            }
            for (const circle of timerCircles(moves)) {
                const [first] = circle;
                // One that sends something each time is another finding.
                if (sendsInCircle(circle, moves).length > 0) continue;
                report({ origin: moves.state(first!.from)!.origin, message: 'circle', data: { process: name, state: first!.from }, related: circle.map(({ timer }) => ({ origin: timer!.origin, message: 'This timer leads on' })) });
            }
        }
    },
});
