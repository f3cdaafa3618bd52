import { movesOf, sendsOf, type Move, type ProcessMoves, type Send } from '../../model/processes/process-moves.js';
import { pendingUndosOf, undosAfter, type PendingUndos } from '../../model/processes/process-undos.js';
import { defineRule } from '../rule.js';

/** Steps that are taken back in the wrong order, twice, or as soon as they are taken. */
export const compensationOrder = defineRule({
    id: 'process/compensation-order',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A process takes its steps back in the order in which it took them, takes one back twice, or takes back what it has just sent.',
    reason: 'Later steps rest on earlier ones, so the last is taken back first. `compensate` does so with everything that has been sent up to where it stands, which includes what the same step has sent before it.',
    source: [
        { title: 'Hector Garcia-Molina and Kenneth Salem, Sagas (1987)' },
        { title: 'Microsoft, Compensating Transaction pattern', url: 'https://learn.microsoft.com/en-us/azure/architecture/patterns/compensating-transaction' },
    ],
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event GoodsReserved { key orderId: uuid }
  public event GoodsReleased { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  command ReserveGoods { key orderId: uuid }
  command ReleaseGoods { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced
    handle ReserveGoods -> GoodsReserved
    handle ReleaseGoods -> GoodsReleased
  }

  process Fulfilment by orderId {
    start on OrderPlaced -> send ReserveGoods undo ReleaseGoods go reserving

    state reserving {
      on GoodsReserved -> end
      after 10 minutes -> compensate send ReleaseGoods end
    }
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event GoodsReserved { key orderId: uuid }
  public event GoodsReleased { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  command ReserveGoods { key orderId: uuid }
  command ReleaseGoods { key orderId: uuid }

  service Orders {
    handle PlaceOrder -> OrderPlaced
    handle ReserveGoods -> GoodsReserved
    handle ReleaseGoods -> GoodsReleased
  }

  process Fulfilment by orderId {
    start on OrderPlaced -> send ReserveGoods undo ReleaseGoods go reserving

    state reserving {
      on GoodsReserved -> end
      after 10 minutes -> compensate end
    }
  }
}
`,
    whenToTurnOff: 'Where the steps have nothing to do with each other, so that no order is wrong.',
    messages: {
        atOnce: "'{command}' is taken back as soon as it is sent, because 'compensate' stands behind it. Put 'compensate' first.",
        twice: "'{undo}' is sent twice: 'compensate' sends it as well, because it takes '{command}' back. Leave one of them out.",
        wrongOrder: "'{undo}' takes '{command}' back before '{later}' takes back what was done after that: whatever rests on '{command}' is still there. Send '{later}' first, or write 'compensate'.",
    },
    check({ model, graph, report }) {
        for (const process of model.processes) {
            const moves = movesOf(process);
            if (graph.isExternal(process) || !moves.isComplete || !moves.hasUndos) continue;
            const pending = pendingUndosOf(moves);
            let earlier: ReadonlyMap<Send, ReadonlySet<Send>> | undefined;
            const judged = new Set<Move['cause']>();
            for (const move of moves.all) {
                // What is taken anywhere is judged by the first place in which it is.
                if (judged.has(move.cause)) continue;
                judged.add(move.cause);
                const { actions } = move;
                const sends = sendsOf(move);
                if (sends.length === 0) continue;
                const compensation = actions.findLast(({ kind }) => kind === 'compensate');
                const last = compensation ? actions.indexOf(compensation) : -1;
                const { always } = pending.get(move.from)!;
                const takenBackBy = ({ message: { target } }: Send) => {
                    if (target !== undefined) for (const step of always) if (step.undo!.message.target === target) return step;
                    return undefined;
                };
                for (const send of sends) {
                    if (send.undo && actions.indexOf(send) < last) {
                        report({ origin: send.origin, message: 'atOnce', data: { command: send.message.text }, related: [{ origin: compensation!.origin, message: 'It is taken back here' }] });
                    }
                    const step = takenBackBy(send);
                    if (!step) continue;
                    if (compensation) {
                        report({
                            origin: send.origin,
                            message: 'twice',
                            data: { undo: send.message.text, command: step.message.text },
                            related: [{ origin: compensation.origin, message: 'Here it is sent for the other time' }, { origin: step.undo!.origin, message: `It takes '${step.message.text}' back` }],
                        });
                        continue;
                    }
                    const before = earlier ??= earlierSends(moves, pending);
                    const later = sends.slice(sends.indexOf(send) + 1).find(other => {
                        const otherStep = takenBackBy(other);
                        return otherStep !== undefined && (before.get(otherStep)?.has(step) ?? false);
                    });
                    if (later) {
                        report({
                            origin: send.origin,
                            message: 'wrongOrder',
                            data: { undo: send.message.text, command: step.message.text, later: later.message.text },
                            related: [{ origin: step.origin, message: 'This was done first' }, { origin: takenBackBy(later)!.origin, message: 'This was done after it' }, { origin: later.origin, message: 'And is taken back only here' }],
                        });
                    }
                }
            }
        }
    },
});

/** For each command with an undo those that have been sent before it, on every way to it. */
function earlierSends(moves: ProcessMoves, pending: ReadonlyMap<string, PendingUndos>): ReadonlyMap<Send, ReadonlySet<Send>> {
    const found = new Map<Send, ReadonlySet<Send>>();
    for (const move of moves.all) {
        for (const [index, action] of move.actions.entries()) {
            if (action.kind !== 'send' || !action.undo) continue;
            // Where both are sure to have been sent, the order is the same on every way.
            found.set(action, undosAfter(move, pending.get(move.from)!, index).always);
        }
    }
    return found;
}
