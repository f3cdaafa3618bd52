import { endingsOf } from '../../model/processes/command-endings.js';
import type { Fix } from '../../model/diagnostic.js';
import type { ProcessAction } from '../../model/flow-model.js';
import type { FlowGraph } from '../../model/graph.js';
import { ended, movesOf, sendsOf, type Move, type ProcessMoves, type Send } from '../../model/processes/process-moves.js';
import { pendingUndosOf, undosAfter } from '../../model/processes/process-undos.js';
import { defineRule } from '../rule.js';
import { leavingTimer } from './timer-circles.js';

/** Steps that should be taken back and are not. */
export const missingCompensation = defineRule({
    id: 'process/missing-compensation',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    fix: 'unsafe',
    summary: 'A process names what takes its steps back and never does it, or not where it gives up; or compensates where there is nothing to take back.',
    reason: 'An `undo` runs when the process says `compensate`, and only then. A process that gives up without it leaves goods reserved and money taken that nobody will ever ask for again.',
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
      after 10 minutes -> end
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
    whenToTurnOff: 'Where what was done may stay although the process has given up: suppress it there, with the reason.',
    messages: {
        never: "'{process}' names '{undo}' to take '{command}' back, but says 'compensate' nowhere, so it is never sent. Write 'compensate' where the process gives up, or leave 'undo' out.",
        nothing: "There is nothing to take back here: no command that '{process}' has sent by then names an 'undo'. Write 'send … undo …' where the steps are taken, or leave 'compensate' out.",
        timer: "'{process}' gives up here without taking back what it has done: {undos} would still have to be sent. Write 'compensate' before 'end'.",
        failure: "'{process}' gives up on '{event}' without taking back what it has done: {undos} would still have to be sent. Write 'compensate' before 'end'.",
    },
    check({ model, graph, report }) {
        for (const process of model.processes) {
            const moves = movesOf(process);
            if (graph.isExternal(process) || !moves.isComplete) continue;
            const { name } = process;
            const isEverCompensating = moves.all.some(isCompensating);
            if (!isEverCompensating) {
                if (!moves.hasUndos) continue;
                const [first, ...others] = new Set(moves.all.flatMap(sendsOf).filter(({ undo }) => undo));
                report({
                    origin: first!.undo!.origin,
                    message: 'never',
                    data: { process: name, undo: first!.undo!.message.text, command: first!.message.text },
                    related: others.map(({ undo }) => ({ origin: undo!.origin, message: `Nor is '${undo!.message.text}' ever sent` })),
                });
                continue;
            }
            const pending = pendingUndosOf(moves);
            const isVain = new Map<ProcessAction, boolean>();
            for (const move of moves.all) {
                for (const [index, action] of move.actions.entries()) {
                    if (action.kind !== 'compensate') continue;
                    isVain.set(action, (isVain.get(action) ?? true) && undosAfter(move, pending.get(move.from)!, index).sometimes.size === 0);
                }
            }
            for (const [{ origin }, vain] of isVain) if (vain) report({ origin, message: 'nothing', data: { process: name } });
            for (const place of moves.running()) {
                const { always, settled } = pending.get(place)!;
                if (settled.size === 0) continue;
                const isUndo = ({ message: { target } }: Send) => target !== undefined && [...always].some(({ undo }) => undo!.message.target === target);
                const takesBack = (move: Move) => isCompensating(move) || sendsOf(move).some(isUndo);
                const own = moves.from(place).filter(({ step }) => !step || !process.anywhere.includes(step));
                const goesOn = own.filter(move => move.step && move.to !== place && !takesBack(move));
                for (const move of own) {
                    if (move.to !== ended || isCompensating(move)) continue;
                    const left = undosAfter(move, pending.get(place)!).always;
                    const done = [...settled].filter(send => left.has(send));
                    if (done.length === 0) continue;
                    const data = { process: name, undos: done.map(({ undo }) => `'${undo!.message.text}'`).join(', ') };
                    const related = done.map(send => ({ origin: send.origin, message: `'${send.message.text}' has been done by then` }));
                    const fixes = compensateFirst(move);
                    if (move.step) {
                        if (isFailure(move, goesOn, moves, graph)) report({ origin: move.step.event.origin, message: 'failure', data: { ...data, event: move.step.event.text }, related, fixes });
                        continue;
                    }
                    // Where an event would take the steps back, silence is the good ending; and a later timer than the first never runs out.
                    if (goesOn.length > 0 && move === leavingTimer(moves, place) && !own.some(other => other.step && takesBack(other))) report({ origin: move.timer!.origin, message: 'timer', data, related, fixes });
                }
            }
        }
    },
});

function compensateFirst({ actions }: Move): Fix[] {
    const { uri, range: { start } } = actions.findLast(({ kind }) => kind === 'end')!.origin;
    return [{ title: 'Take back what has been done', safe: false, edits: [{ uri, range: { start, end: start }, newText: 'compensate ' }] }];
}

function isCompensating({ actions }: Pick<Move, 'actions'>): boolean {
    return actions.some(({ kind }) => kind === 'compensate');
}

/** True where an event is another ending than the first of a command that was sent on the way here, and the process goes on by the first. */
function isFailure({ step, from }: Move, goesOn: readonly Move[], moves: ProcessMoves, graph: FlowGraph): boolean {
    const sends: Send[] = moves.into(from).flatMap(sendsOf);
    return sends.some(({ message }) => {
        const [success, ...failures] = endingsOf(message.target, graph).filter(({ events }) => events.length > 0);
        const takes = (events: readonly string[], target: string | undefined) => target !== undefined && events.includes(target);
        return success !== undefined && !takes(success.events, step!.event.target) && failures.some(({ events }) => takes(events, step!.event.target))
            && goesOn.some(move => takes(success.events, move.step!.event.target));
    });
}
