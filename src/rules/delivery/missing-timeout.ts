import { sendsOf } from '../../model/processes/process-moves.js';
import { stepsOf } from '../../model/processes/process-steps.js';
import type { Milliseconds, Origin, Process, ProcessAction, ProcessState, Service, Timer } from '../../model/flow-model.js';
import { readersOf } from '../../model/readers.js';
import { describeDuration } from '../../model/time-spans.js';
import { defineRule } from '../rule.js';

/** A service that says nothing of how long it may take, where somebody waits for less than the standard. */
export const missingTimeout = defineRule({
    id: 'delivery/missing-timeout',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A service says nothing of how long a message may take it, where the message or its sender does not wait that long.',
    reason: 'Without a word a service may hold a message for half a minute. Whoever gives up after ten seconds compensates what is still being done, and what expires is handled when nobody wants it any more.',
    bad: `context Ordering {
  public command PlaceOrder { key orderId: uuid }
  event OrderPlaced { key orderId: uuid }
  command CapturePayment { key orderId: uuid }
  event PaymentCaptured { key orderId: uuid }
  service Shop { handle PlaceOrder -> OrderPlaced }
  service Terminal { handle CapturePayment -> PaymentCaptured }
  process Checkout by orderId {
    start on OrderPlaced -> send CapturePayment go paying
    state paying {
      on PaymentCaptured -> end
      after 10 seconds -> end
    }
  }
}

actor Customer { sends Ordering.PlaceOrder }
`,
    good: `context Ordering {
  public command PlaceOrder { key orderId: uuid }
  event OrderPlaced { key orderId: uuid }
  command CapturePayment { key orderId: uuid }
  event PaymentCaptured { key orderId: uuid }
  service Shop { handle PlaceOrder -> OrderPlaced }
  service Terminal {
    handle CapturePayment -> PaymentCaptured
    timeout 3 seconds
  }
  process Checkout by orderId {
    start on OrderPlaced -> send CapturePayment go paying
    state paying {
      on PaymentCaptured -> end
      after 10 seconds -> end
    }
  }
}

actor Customer { sends Ordering.PlaceOrder }
`,
    whenToTurnOff: 'Where it does no harm that work goes on which nobody waits for any more.',
    source: [{ title: 'Michael Nygard: Release It!, Timeouts', url: 'https://pragprog.com/titles/mnee2/release-it-second-edition/' }],
    messages: {
        expires: "A message of '{channel}' expires after {ttl}, but '{service}' may hold one for {timeout}, as it says nothing else. Give '{service}' a 'timeout' below {ttl}.",
        givesUp: "'{process}' waits {after} for what comes of '{command}', but '{service}' may be at work on it for {timeout}, as it says nothing else. Give '{service}' a 'timeout' below {after}.",
    },
    check({ model, graph, report }) {
        const readers = readersOf(model);
        for (const service of model.services) {
            const { timeout } = service.settings;
            if (!timeout.isDefault) continue;
            for (const { channel } of readers.by(service)) {
                const { timeToLive, name } = channel;
                if (!timeToLive || timeToLive.value >= timeout.value) continue;
                report({
                    origin: service.origin,
                    message: 'expires',
                    data: { channel: name, ttl: describeDuration(timeToLive.value), service: service.name, timeout: describeDuration(timeout.value) },
                    related: [{ origin: timeToLive.origin ?? channel.origin, message: `Expires after ${describeDuration(timeToLive.value)}` }],
                });
            }
        }
        for (const process of model.processes) {
            if (graph.isExternal(process)) continue;
            const told = new Set<Service>();
            for (const { command, after, origin, timer } of waitsOf(process)) {
                const handler = graph.handlerOf(command);
                const service = handler && graph.part(handler.by);
                if (!handler || service?.kind !== 'service' || graph.isExternal(service) || told.has(service)) continue;
                const { timeout } = service.settings;
                if (!timeout.isDefault || after >= timeout.value) continue;
                told.add(service);
                report({
                    origin: service.origin,
                    message: 'givesUp',
                    data: { process: process.name, after: describeDuration(after), command: graph.message(command)!.name, service: service.name, timeout: describeDuration(timeout.value) },
                    related: [
                        { origin, message: `'${process.name}' sends '${graph.message(command)!.name}'` },
                        { origin: handler.origin, message: `'${service.name}' handles it` },
                        { origin: timer, message: `'${process.name}' stops waiting` },
                    ],
                });
            }
        }
    },
});

interface Wait {
    command: string;
    after: Milliseconds;
    /** Where it is sent, and the timer that ends the wait. */
    origin: Origin;
    timer: Origin;
}

/** The commands that a process sends when it enters a state, and how long it then waits there. */
function waitsOf(process: Process): Wait[] {
    const found: Wait[] = [];
    const look = (actions: readonly ProcessAction[]) => {
        const sends = sendsOf({ actions });
        if (sends.length === 0) return;
        for (const action of actions) {
            const timer = action.kind === 'go' ? firstTimer(process.states.find(({ name }) => name === action.state.target)) : undefined;
            if (!timer) continue;
            for (const { message: { target, origin } } of sends) if (target !== undefined) found.push({ command: target, after: timer.after, origin, timer: timer.origin });
        }
    };
    for (const { actions } of stepsOf(process)) look(actions);
    for (const { timers } of process.states) for (const { actions } of timers) look(actions);
    return found;
}

/** The timer of a state that runs out first. */
function firstTimer(state: ProcessState | undefined): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of state?.timers ?? []) if (!first || timer.after < first.after) first = timer;
    return first;
}
