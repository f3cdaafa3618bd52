import { causesIn } from '../../model/processes/causes.js';
import { endingsOf } from '../../model/processes/command-endings.js';
import { describePlace, ended, movesOf, sendsOf, type Move, type Place } from '../../model/processes/process-moves.js';
import { defineRule } from '../rule.js';
import { stepsIn } from './answers.js';
import { leavingTimer } from './timer-circles.js';

/** An event in which a command may end and which the process that sent it ignores. */
export const unhandledFailure = defineRule({
    id: 'process/unhandled-failure',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A process waits for one way in which a command may end, and ignores another.',
    reason: 'The handler says that it has failed, but the process does not listen: it goes on waiting for the good news, until a timer runs out or for ever.',
    source: [{ title: 'Microsoft, Saga distributed transactions pattern', url: 'https://learn.microsoft.com/en-us/azure/architecture/patterns/saga' }],
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event PaymentCaptured { key orderId: uuid }
  public event PaymentDeclined { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  command CapturePayment { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced
    handle CapturePayment -> PaymentCaptured or PaymentDeclined
  }

  process Fulfilment by orderId {
    start on OrderPlaced -> send CapturePayment go paying

    state paying {
      on PaymentCaptured -> end
      after 2 hours -> end
    }
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event PaymentCaptured { key orderId: uuid }
  public event PaymentDeclined { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  command CapturePayment { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced
    handle CapturePayment -> PaymentCaptured or PaymentDeclined
  }

  process Fulfilment by orderId {
    start on OrderPlaced -> send CapturePayment go paying

    state paying {
      on PaymentCaptured -> end
      on PaymentDeclined -> end
      after 2 hours -> end
    }
  }
}
`,
    whenToTurnOff: 'Where a timer is all that a failure needs, and nobody minds that it is noticed late.',
    messages: {
        late: "'{command}' may end in '{event}' as well, which '{process}' does not take: it goes on waiting {place} and finds out only when a timer does. Write 'on {event} -> …' there.",
        never: "'{command}' may end in '{event}' as well, which '{process}' does not take: it goes on waiting {place}, and never finds out. Write 'on {event} -> …' there.",
    },
    check({ model, graph, report }) {
        const causes = causesIn(model);
        for (const process of model.processes) {
            const moves = movesOf(process);
            if (graph.isExternal(process) || !moves.isComplete) continue;
            // A step that may be taken in several places is judged once, by all places that it leads to. One that stays where it is goes on with what it was at.
            const byCause = new Map<Move['cause'], Set<Place>>();
            for (const { cause, from, to, actions } of moves.all) {
                if (to !== from && to !== ended && actions.some(({ kind }) => kind === 'send')) byCause.set(cause, (byCause.get(cause) ?? new Set()).add(to));
            }
            for (const [cause, targets] of byCause) {
                const places = [...targets];
                const waitedFor = places.flatMap(place => stepsIn(moves, place));
                let taken: ReadonlySet<string> | undefined;
                for (const send of sendsOf(cause)) {
                    // The first ending is what was asked for. A process that does not wait for that has no need to hear of the others.
                    const [success, ...failures] = endingsOf(send.message.target, graph).filter(({ events }) => events.length > 0);
                    if (!success || failures.length === 0) continue;
                    const expected = waitedFor.find(({ event }) => success.events.some(id => id === event.target));
                    if (!expected) continue;
                    taken ??= new Set(places.flatMap(place => [...moves.following(place)]).flatMap(place => stepsIn(moves, place)).flatMap(({ event }) => event.target ?? []));
                    const goals = taken;
                    const told = new Set<string>();
                    for (const { events, parts } of failures) {
                        const [id = ''] = events;
                        if (told.has(id)) continue;
                        // What follows from it, or from a command that goes out beside it, may be what the process takes.
                        const isTaken = parts.some(part => part.kind !== 'reject' && part.message.target !== undefined && causes.mayLeadTo(part.message.target, goals, { without: process.id }));
                        if (isTaken) continue;
                        told.add(id);
                        const output = parts.find(part => part.kind === 'publish' && part.message.target === id)!;
                        report({
                            origin: send.origin,
                            message: places.some(place => leavingTimer(moves, place)) ? 'late' : 'never',
                            data: { command: send.message.text, event: graph.message(id)!.name, process: process.name, place: describePlace(places[0]!) },
                            related: [{ origin: output.origin, message: 'It ends so here' }, { origin: expected.event.origin, message: 'This ending is waited for' }],
                        });
                    }
                }
            }
        }
    },
});
