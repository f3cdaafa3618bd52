import { describe, expect, it } from 'vitest';
import { beforeStart, describePlace, ended, inNoState, isLeaving, movesOf, type ProcessMoves } from '../../../src/model/processes/process-moves.js';
import { pendingUndosOf, undosAfter } from '../../../src/model/processes/process-undos.js';
import { readFlow } from '../../rules/check-flow.js';

async function read(body: string): Promise<ProcessMoves> {
    const { model, diagnostics } = await readFlow(`context Ordering {
  ${['OrderPlaced', 'OrderPaid', 'OrderShipped', 'OrderCancelled'].map(name => `event ${name} { key orderId: uuid }`).join('\n')}
  ${['TakeMoney', 'GiveBack', 'ReserveGoods', 'ReleaseGoods', 'SendMail'].map(name => `command ${name} { key orderId: uuid }`).join('\n')}
  process Fulfilment by orderId {
    ${body}
  }
}`);
    expect(diagnostics.filter(({ code }) => code === 'syntax')).toEqual([]);
    return movesOf(model.processes[0]!);
}

const ways = (moves: readonly { from: string; to: string; step?: { event: { text: string } } }[]) => moves.map(({ from, to, step }) => `${from} ${step?.event.text ?? 'timer'} ${to}`);

describe('the moves of a process', () => {
    it('lead from its start to its end, by steps in a state or anywhere and by timers', async () => {
        const moves = await read(`start on OrderPlaced -> send TakeMoney go paying
    on OrderCancelled -> end
    state paying { on OrderPaid -> go shipping  after 1 hour -> send SendMail }
    state shipping { on OrderShipped -> end }
    state lost { on OrderPaid -> go paying }`);
        expect(ways(moves.all)).toEqual([
            '(start) OrderPlaced paying', 'paying OrderPaid shipping', 'paying OrderCancelled (end)', 'paying timer paying', 'shipping OrderShipped (end)', 'shipping OrderCancelled (end)',
        ]);
        expect([...moves.places]).toEqual([beforeStart, 'paying', 'shipping', ended]);
        expect(moves.running()).toEqual(['paying', 'shipping']);
        expect([...moves.following('shipping')]).toEqual(['shipping', ended]);
        expect([...moves.following('paying')]).toEqual(['paying', 'shipping', ended]);
        expect(moves.isComplete).toBe(true);
        expect(ways(moves.from('paying'))).toEqual(['paying OrderPaid shipping', 'paying OrderCancelled (end)', 'paying timer paying']);
        expect(ways(moves.into('paying'))).toEqual(['(start) OrderPlaced paying', 'paying timer paying']);
        expect(moves.from('lost')).toEqual([]);
        expect([...moves.leadingTo('shipping')].sort()).toEqual([beforeStart, 'paying', 'shipping']);
        expect(ways(moves.before('paying'))).toEqual(['(start) OrderPlaced paying', 'paying timer paying']);
        expect(moves.state('shipping')?.name).toBe('shipping');
        expect(moves.state(ended)).toBeUndefined();
    });

    it('stay where no state is named, and the last of several goals counts', async () => {
        const moves = await read('start on OrderPlaced -> go paying end  start on OrderPaid -> send SendMail  on OrderShipped -> end go paying  state paying { on OrderPaid }');
        expect(ways(moves.all)).toEqual(['(start) OrderPlaced (end)', '(start) OrderPaid (none)', '(none) OrderShipped paying', 'paying OrderPaid paying', 'paying OrderShipped paying']);
        expect(moves.all.map(isLeaving)).toEqual([true, false, true, false, true]);
    });

    it('are not all known where a state has no such name', async () => {
        const moves = await read('start on OrderPlaced -> go payin  state paying { on OrderPaid -> end }');
        expect(moves.isComplete).toBe(false);
        expect([...moves.places]).toEqual([beforeStart, inNoState]);
    });

    it('have places that a sentence can name', () => {
        expect([beforeStart, inNoState, 'paying', ended].map(describePlace)).toEqual(['before its start', 'after its start', "in 'paying'", 'after its end']);
    });
});

describe('what waits to be taken back', () => {
    const undos = (moves: ProcessMoves, place: string) => {
        const { always, sometimes, settled } = pendingUndosOf(moves).get(place)!;
        const names = (sends: ReadonlySet<{ message: { text: string } }>) => [...sends].map(({ message }) => message.text).join(' ');
        return [names(always), names(sometimes), names(settled)];
    };

    it('is what was sent on every way, and settled once an event has led on', async () => {
        const moves = await read(`start on OrderPlaced -> send ReserveGoods undo ReleaseGoods go reserving
    state reserving { on OrderPaid -> send TakeMoney undo GiveBack go paying  after 1 hour -> go paying }
    state paying { on OrderShipped -> end  on OrderPaid -> send SendMail }`);
        expect(undos(moves, beforeStart)).toEqual(['', '', '']);
        expect(undos(moves, 'reserving')).toEqual(['ReserveGoods', 'ReserveGoods', '']);
        expect(undos(moves, 'paying')).toEqual(['ReserveGoods', 'ReserveGoods TakeMoney', '']);
        expect(undos(moves, ended)).toEqual(['ReserveGoods', 'ReserveGoods TakeMoney', 'ReserveGoods']);
    });

    it('is nothing after a compensation, and less what was taken back by hand', async () => {
        const moves = await read(`start on OrderPlaced -> send ReserveGoods undo ReleaseGoods send TakeMoney undo GiveBack go paying
    state paying { on OrderPaid -> send ReleaseGoods go shipping  on OrderCancelled -> compensate send TakeMoney undo GiveBack go waiting }
    state shipping { on OrderShipped -> end }
    state waiting { after 1 day -> end }`);
        expect(undos(moves, 'shipping')).toEqual(['TakeMoney', 'ReserveGoods TakeMoney', 'TakeMoney']);
        expect(undos(moves, 'waiting')).toEqual(['TakeMoney', 'TakeMoney', '']);
        const cancel = moves.from('paying')[1]!;
        const before = pendingUndosOf(moves).get('paying')!;
        expect(undosAfter(cancel, before, 0).always.size).toBe(2);
        expect(undosAfter(cancel, before, 1).always.size).toBe(0);
    });

    it('comes to rest where a process goes round', async () => {
        const moves = await read(`start on OrderPlaced -> go waiting
    state waiting { on OrderPaid -> send TakeMoney undo GiveBack go waiting  on OrderShipped -> compensate go waiting  after 1 hour -> end }`);
        expect(undos(moves, 'waiting')).toEqual(['', 'TakeMoney', '']);
    });
});
