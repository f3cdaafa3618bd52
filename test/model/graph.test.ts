import { describe, expect, it } from 'vitest';
import type { EffectTree } from '../../src/model/graph.js';
import { buildGraph } from '../../src/model/graph.js';
import { readFlow } from '../rules/check-flow.js';

const shop = `
context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command ShipOrder { key orderId: uuid }
  public command CancelOrder { key orderId: uuid }
  event OrderCancelled { key orderId: uuid }
  topic Orders { carries OrderPlaced }
  aggregate Order by orderId {
    handle PlaceOrder -> OrderPlaced
    handle ShipOrder -> OrderShipped
    handle CancelOrder -> OrderCancelled
    on OrderPlaced { delete }
  }
  process Fulfilment by orderId {
    start on OrderPlaced -> send Billing.TakeMoney undo Billing.GiveBack go paying
    state paying {
      on Billing.MoneyTaken -> send ShipOrder end
      after 2 hours -> compensate send CancelOrder end
    }
  }
  projection Rows by orderId { on OrderPlaced { delete } query OpenRows() returns Rows[] }
}
context Billing {
  public event MoneyTaken { key orderId: uuid }
  public command TakeMoney { key orderId: uuid }
  public command GiveBack { key orderId: uuid }
  service Gateway { handle TakeMoney -> MoneyTaken  handle GiveBack  on Ordering.OrderPlaced }
}
actor Customer { sends Ordering.PlaceOrder asks Ordering.OpenRows sees Ordering.OrderShipped }
`;

const graphOf = async (text: string) => buildGraph((await readFlow(text)).model);

describe('who has to do with a message', () => {
    it('names publishers, senders, consumers, handlers and answerers', async () => {
        const graph = await graphOf(shop);
        const by = (uses: { by: string }[]) => uses.map(use => use.by);
        expect(by(graph.publishersOf('Ordering.OrderPlaced'))).toEqual(['Ordering.Order']);
        expect(by(graph.sendersOf('Ordering.PlaceOrder'))).toEqual(['Customer']);
        expect(by(graph.sendersOf('Billing.GiveBack'))).toEqual(['Ordering.Fulfilment']);
        expect(by(graph.consumersOf('Ordering.OrderPlaced'))).toEqual(['Billing.Gateway', 'Ordering.Rows', 'Ordering.Fulfilment']);
        expect(by(graph.consumersOf('Ordering.OrderShipped'))).toEqual(['Customer']);
        expect(graph.handlerOf('Ordering.ShipOrder')).toMatchObject({ by: 'Ordering.Order', context: 'Ordering', kind: 'handles' });
        expect(graph.handlerOf('Ordering.OrderPlaced')).toBeUndefined();
        expect(by(graph.answerersOf('Ordering.OpenRows'))).toEqual(['Ordering.Rows']);
        expect(graph.usesOf('Nothing.AtAll')).toEqual([]);
    });

    it('notes what is named and does not exist, with the context that names it', async () => {
        const graph = await graphOf('context A { service S { on Lost -> send B.Gone  on Found } event Found {} } actor C { sees Missing }');
        expect(graph.unresolved).toEqual([{ text: 'Lost', context: 'A' }, { text: 'B.Gone', context: 'A' }, { text: 'Missing' }]);
    });

    it('knows the channel of each message, an older version travelling with the latest', async () => {
        const graph = await graphOf('context A { event Placed version 1 {} event Placed version 2 {} topic T { carries Placed } event Other {} }');
        expect(graph.channelOf('A.Placed')?.id).toBe('A.T');
        expect(graph.channelOf('A.Placed@1')?.id).toBe('A.T');
        expect(graph.channelOf('A.Other')).toMatchObject({ implied: true, kind: 'topic' });
    });
});

describe('what a message sets off', () => {
    const outline = (tree: EffectTree & { after?: number }, depth = 0): string[] => [
        `${'  '.repeat(depth)}${tree.message}${tree.after === undefined ? '' : ` after ${tree.after}`}${tree.repeated ? ' …' : ''}`,
        ...tree.takers.flatMap(({ by, kind, effects }) => [`${'  '.repeat(depth)}  ${kind} ${by}`, ...effects.flatMap(effect => outline(effect, depth + 2))]),
    ];

    it('follows reactions, steps and the timers of the states that are entered', async () => {
        expect(outline((await graphOf(shop)).whatSetsOff('Ordering.PlaceOrder'))).toEqual([
            'Ordering.PlaceOrder',
            '  handles Ordering.Order',
            '    Ordering.OrderPlaced',
            '      reacts Billing.Gateway',
            '      evolves Ordering.Rows',
            '      reacts Ordering.Fulfilment',
            '        Billing.TakeMoney',
            '          handles Billing.Gateway',
            '            Billing.MoneyTaken',
            '              reacts Ordering.Fulfilment',
            '                Ordering.ShipOrder',
            '                  handles Ordering.Order',
            '                    Ordering.OrderShipped',
            '                      sees Customer',
            '        Billing.GiveBack after 7200000',
            '          handles Billing.Gateway',
            '        Ordering.CancelOrder after 7200000',
            '          handles Ordering.Order',
            '            Ordering.OrderCancelled',
        ]);
    });

    it('comes to an end in a circle', async () => {
        const graph = await graphOf('context A { event Asked {} event Answered {} service One { on Asked -> Answered } service Two { on Answered -> Asked } }');
        expect(outline(graph.whatSetsOff('A.Asked'))).toEqual(['A.Asked', '  reacts A.One', '    A.Answered', '      reacts A.Two', '        A.Asked …']);
    });

    it('is plain data', async () => {
        const tree = (await graphOf(shop)).whatSetsOff('Ordering.PlaceOrder');
        expect(JSON.parse(JSON.stringify(tree))).toEqual(tree);
    });
});

describe('ways', () => {
    it('lead through a part by what it does because of each message', async () => {
        const graph = await graphOf(shop);
        expect(graph.pathsBetween('Ordering.PlaceOrder', 'Ordering.OrderShipped')).toEqual([[
            'Ordering.PlaceOrder', 'Ordering.Order', 'Ordering.OrderPlaced', 'Ordering.Fulfilment', 'Billing.TakeMoney', 'Billing.Gateway', 'Billing.MoneyTaken',
            'Ordering.Fulfilment', 'Ordering.ShipOrder', 'Ordering.Order', 'Ordering.OrderShipped',
        ]]);
        // The gateway reacts to the order and publishes that money was taken, but not because of the order.
        expect(graph.pathsBetween('Ordering.OrderPlaced', 'Billing.MoneyTaken').map(path => path.length)).toEqual([5]);
    });

    it('start and end at parts and actors too, the shortest first', async () => {
        const graph = await graphOf(shop);
        expect(graph.pathsBetween('Customer', 'Ordering.Rows')).toEqual([['Customer', 'Ordering.PlaceOrder', 'Ordering.Order', 'Ordering.OrderPlaced', 'Ordering.Rows']]);
        const lengths = graph.pathsBetween('Ordering.OrderPlaced', 'Ordering.Order').map(path => path.length);
        expect(lengths).toEqual([...lengths].sort((left, right) => left - right));
        expect(graph.pathsBetween('Ordering.OrderPlaced', 'Ordering.Order', { limit: 1 })).toEqual([['Ordering.OrderPlaced', 'Ordering.Fulfilment', 'Ordering.CancelOrder', 'Ordering.Order']]);
        expect(graph.pathsBetween('Ordering.OrderShipped', 'Ordering.PlaceOrder')).toEqual([]);
        expect(graph.pathsBetween('Nothing', 'Nowhere')).toEqual([]);
    });
});

describe('circles', () => {
    it('are found where messages really come back', async () => {
        expect((await graphOf(shop)).cycles()).toEqual([]);
        const graph = await graphOf(`context A {
            event Asked {} event Answered {} event Told {}
            service One { on Asked -> Answered  on Told -> Told }
            service Two { on Answered -> Asked }
        }`);
        expect(graph.cycles()).toEqual([['A.Answered', 'A.Two', 'A.Asked', 'A.One'], ['A.Told', 'A.One']]);
    });
});
