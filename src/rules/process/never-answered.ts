import { causesIn, type DeadEnd } from '../../model/processes/causes.js';
import type { RelatedPlace } from '../../model/diagnostic.js';
import type { Process, ProcessStep } from '../../model/flow-model.js';
import type { FlowGraph } from '../../model/graph.js';
import { describePlace, inNoState, movesOf, sendsOf, type Move } from '../../model/processes/process-moves.js';
import { defineRule } from '../rule.js';

/** A process that waits for an event which nobody can publish by then. */
export const neverAnswered = defineRule({
    id: 'process/never-answered',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A process waits for an event that nobody can publish, whatever has been sent by then.',
    reason: 'The event follows from a command that has not been sent when the process begins to wait, so that both wait for each other, or from one that nobody sends at all. The step is never taken, and the process goes on by its timer or not at all.',
    source: [{ title: 'Chris Richardson, Pattern: Saga', url: 'https://microservices.io/patterns/data/saga.html' }],
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event PaymentCaptured { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  command CapturePayment { key orderId: uuid }
  command ShipOrder { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced
    handle CapturePayment -> PaymentCaptured
    handle ShipOrder -> OrderShipped
  }

  process Fulfilment by orderId {
    start on OrderPlaced -> go paying

    state paying {
      on PaymentCaptured -> send CapturePayment send ShipOrder go shipping
      after 2 hours -> end
    }

    state shipping {
      on OrderShipped -> end
      after 3 days -> end
    }
  }
}

actor Customer {
  sends Ordering.PlaceOrder
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event PaymentCaptured { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  command CapturePayment { key orderId: uuid }
  command ShipOrder { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced
    handle CapturePayment -> PaymentCaptured
    handle ShipOrder -> OrderShipped
  }

  process Fulfilment by orderId {
    start on OrderPlaced -> send CapturePayment go paying

    state paying {
      on PaymentCaptured -> send ShipOrder go shipping
      after 2 hours -> end
    }

    state shipping {
      on OrderShipped -> end
      after 3 days -> end
    }
  }
}

actor Customer {
  sends Ordering.PlaceOrder
}
`,
    whenToTurnOff: 'Where programs that the specification does not know send commands; better, declare an actor that sends them. Without any actor nothing is found.',
    messages: {
        unsent: "'{process}' waits {place} for '{event}', which follows from '{command}' alone, and nobody sends that: the step is never taken. Send '{command}' before, or declare who does.",
        later: "'{process}' waits {place} for '{event}', which follows from '{command}' alone, and that is not sent on any way to here: both wait for each other. Send '{command}' before.",
        circle: "'{process}' waits {place} for '{event}', which follows from nothing but itself: the step is never taken. Find out what should set it off first.",
        start: "'{process}' starts on '{event}', which follows from '{command}' alone, and only '{process}' itself sends that: it never starts. Start it on an event that others bring about.",
    },
    check({ model, graph, report }) {
        const causes = causesIn(model);
        for (const process of model.processes) {
            const moves = movesOf(process);
            if (graph.isExternal(process) || !moves.isComplete) continue;
            const starting = process.starts.map(({ event }) => event.target);
            const look = (step: ProcessStep, place: string, happened: ReadonlySet<string>) => {
                const { target } = step.event;
                const why = target === undefined || starting.includes(target) ? undefined : causes.whyNever(target, process.id, happened);
                if (!why) return;
                const data = { process: process.name, place, event: step.event.text };
                const found = { origin: step.event.origin, related: pathOf(why, process, graph) };
                const command = graph.message(why.unsent ?? why.send?.message)?.name;
                if (command === undefined) report({ ...found, message: 'circle', data });
                else report({ ...found, message: why.unsent === undefined ? 'later' : 'unsent', data: { ...data, command } });
            };
            const nothing = new Set<string>();
            const never = process.starts.map(({ event }) => (event.target === undefined ? undefined : causes.whyNever(event.target, process.id, nothing)));
            // A process that can be started in another way may be started by what it sends itself.
            if (never.every(why => why?.send !== undefined)) {
                for (const [index, { event }] of process.starts.entries()) {
                    const why = never[index]!;
                    report({ origin: event.origin, message: 'start', data: { process: process.name, event: event.text, command: graph.message(why.send!.message)!.name }, related: pathOf(why, process, graph) });
                }
                continue;
            }
            for (const place of moves.running()) {
                const steps = moves.state(place)?.steps ?? [];
                if (steps.length === 0) continue;
                const happened = happenedIn(moves.before(place), process);
                for (const step of steps) look(step, describePlace(place), happened);
            }
            if (process.anywhere.length === 0) continue;
            const happened = happenedIn(moves.all, process);
            for (const step of process.anywhere) look(step, describePlace(inNoState), happened);
        }
    },
});

/** The messages that have been taken and sent by some moves; what a `compensate` takes back may be anything. */
function happenedIn(before: readonly Move[], process: Process): ReadonlySet<string> {
    const found = new Set<string | undefined>();
    let takesBack = false;
    for (const { step, actions } of before) {
        found.add(step?.event.target);
        for (const action of actions) {
            if (action.kind === 'send') found.add(action.message.target);
            else if (action.kind === 'compensate') takesBack = true;
        }
    }
    if (takesBack) for (const move of movesOf(process).all) for (const { undo } of sendsOf(move)) found.add(undo?.message.target);
    found.delete(undefined);
    return found as Set<string>;
}

function pathOf({ hops, unsent, send }: DeadEnd, process: Process, graph: FlowGraph): RelatedPlace[] {
    const name = (id: string) => graph.message(id)?.name ?? id;
    const path = hops.map(({ by, kind, message, trigger, origin }) => ({
        origin, message: `'${by}' ${kind} '${name(message)}'${trigger.kind === 'message' ? ` because of '${name(trigger.message)}'` : ''}`,
    }));
    const command = graph.message(unsent);
    if (command) path.push({ origin: command.origin, message: `Nobody sends '${command.name}'` });
    if (send) path.push({ origin: send.origin, message: `Only here '${process.name}' sends '${name(send.message)}'` });
    return path;
}
