import type { ProcessStep, Timer } from '../../model/flow-model.js';
import { stepsOf } from '../../model/processes/process-steps.js';
import { isLeaving, movesOf } from '../../model/processes/process-moves.js';
import { defineRule } from '../rule.js';

/** What a process can never do. */
export const unreachableStep = defineRule({
    id: 'process/unreachable-step',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A process never enters a state, or never takes a step or a timer.',
    reason: 'What cannot be reached does not happen, whatever its author meant it for: the step that should have handled a case is not there.',
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid  total: decimal }
  public event OrderShipped { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid  total: decimal }
  public command ShipOrder { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced
    handle ShipOrder -> OrderShipped
  }

  process Fulfilment by orderId {
    start on OrderPlaced -> go shipping
    start on OrderPlaced where event.total > 10000 -> go reviewing

    state shipping {
      on OrderShipped -> end
      after 30 days -> end
    }

    state reviewing {
      after 1 day -> go shipping
    }
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid  total: decimal }
  public event OrderShipped { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid  total: decimal }
  public command ShipOrder { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced
    handle ShipOrder -> OrderShipped
  }

  process Fulfilment by orderId {
    start on OrderPlaced where event.total > 10000 -> go reviewing
    start on OrderPlaced -> go shipping

    state shipping {
      on OrderShipped -> end
      after 30 days -> end
    }

    state reviewing {
      after 1 day -> go shipping
    }
  }
}
`,
    whenToTurnOff: 'While a process is being written down and the ways to its states are still to come.',
    messages: {
        state: "'{process}' never comes into '{state}': no 'go' that it can take leads there. Write 'go {state}' where it belongs, or leave the state out.",
        hidden: "This step is never taken: an earlier one takes every '{event}' first. Put the one with a condition first, or give the earlier one a condition.",
        covered: "This step is never taken: wherever '{process}' can be, a step of the state takes every '{event}' first. Leave one of them out, or give the state's step a condition.",
        over: "This step is never taken: '{process}' ends as soon as it has started. Go to a state first, or leave the step out.",
        timer: "This timer never runs out: an earlier one has left '{state}' by then. Leave one of them out, or have the earlier one stay in the state.",
        overruled: "This '{action}' counts for nothing: of several in a row the last one counts. Keep one of them.",
    },
    check({ model, graph, report }) {
        for (const process of model.processes) {
            const moves = movesOf(process);
            if (graph.isExternal(process) || process.starts.length === 0 || !moves.isComplete) continue;
            const { name, starts, anywhere, states } = process;
            const entered = states.filter(state => moves.places.has(state.name));
            const hide = (step: ProcessStep, earlier: ProcessStep) => report({ origin: step.event.origin, message: 'hidden', data: { event: step.event.text }, related: [takenHere(earlier)] });
            for (const state of states) if (!entered.includes(state)) report({ origin: state.origin, message: 'state', data: { process: name, state: state.name } });
            for (const steps of [starts, ...entered.map(state => state.steps)]) {
                for (const { step, earlier } of hiddenIn(steps)) hide(step, earlier);
            }
            const hiddenAnywhere = hiddenIn(anywhere);
            for (const { step, earlier } of hiddenAnywhere) hide(step, earlier);
            const running = moves.running();
            for (const step of anywhere) {
                if (hiddenAnywhere.some(hidden => hidden.step === step)) continue;
                const covering = running.map(place => moves.state(place)?.steps.find(other => takesAllOf(other, step)));
                if (running.length === 0) report({ origin: step.event.origin, message: 'over', data: { process: name }, related: starts.map(({ event }) => ({ origin: event.origin, message: 'It ends here' })) });
                else if (covering.every(other => other !== undefined)) report({ origin: step.event.origin, message: 'covered', data: { process: name, event: step.event.text }, related: covering.map(takenHere) });
            }
            for (const state of entered) {
                if (state.timers.length < 2) continue;
                for (const [index, timer] of state.timers.entries()) {
                    const first = state.timers.find((other, place) => isLeaving(other) && (other.after < timer.after || (other.after === timer.after && place < index)));
                    if (first) report({ origin: timer.origin, message: 'timer', data: { state: state.name }, related: [{ origin: first.origin, message: 'This one leaves the state first' }] });
                }
            }
            const causes: (ProcessStep | Timer)[] = [...stepsOf(process), ...states.flatMap(({ timers }) => timers)];
            for (const { actions } of causes) {
                if (actions.length < 2) continue;
                const goals = actions.filter(({ kind }) => kind === 'go' || kind === 'end');
                const last = goals.at(-1);
                for (const goal of goals) if (goal !== last) report({ origin: goal.origin, message: 'overruled', data: { action: goal.kind }, related: [{ origin: last!.origin, message: 'This one counts' }] });
            }
        }
    },
});

/** Steps of a list that an earlier one of it hides. */
function hiddenIn(steps: readonly ProcessStep[]): { step: ProcessStep; earlier: ProcessStep }[] {
    if (steps.length < 2) return [];
    const first = new Map<string, ProcessStep>();
    return steps.flatMap(step => {
        const { event: { target } } = step;
        if (target === undefined) return [];
        const earlier = first.get(target);
        if (earlier) return takesAllOf(earlier, step) ? [{ step, earlier }] : [];
        if (!step.condition) first.set(target, step);
        return [];
    });
}

/** True where one step takes every event that another would; steps that find the instance differently may be about different ones. */
function takesAllOf(step: ProcessStep, other: ProcessStep): boolean {
    return step.event.target !== undefined && step.event.target === other.event.target && !step.condition && !step.key && !other.key;
}

function takenHere({ event }: Pick<ProcessStep, 'event'>) {
    return { origin: event.origin, message: `'${event.text}' is taken here` };
}
