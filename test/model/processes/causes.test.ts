import { describe, expect, it } from 'vitest';
import { causesIn } from '../../../src/model/processes/causes.js';
import { endingsOf } from '../../../src/model/processes/command-endings.js';
import { buildGraph } from '../../../src/model/graph.js';
import { readFlow } from '../../rules/check-flow.js';

async function read(body: string, actors = 'actor Customer { sends Ordering.PlaceOrder }') {
    const { model, diagnostics } = await readFlow(`context Ordering {
  ${['Placed', 'Paid', 'Declined', 'Shipped', 'Told', 'Lost'].map(name => `event Order${name} { key orderId: uuid }`).join('\n')}
  ${['PlaceOrder', 'TakeMoney', 'ShipOrder', 'TellOrder'].map(name => `command ${name} { key orderId: uuid }`).join('\n')}
  public command ImportOrder { key orderId: uuid }
  ${body}
}
external context Bank { public event MoneyMoved { key orderId: uuid }  public event AccountClosed { key orderId: uuid }  public command MoveMoney { key orderId: uuid } }
${actors}`);
    expect(diagnostics.filter(({ code }) => ['syntax', 'unresolved'].includes(code))).toEqual([]);
    const graph = buildGraph(model);
    return { graph, causes: causesIn(model) };
}

const process = 'Ordering.Paying';
const ordering = (name: string) => `Ordering.${name}`;
const whyNever = (causes: ReturnType<typeof causesIn>, event: string, happened: string[] = []) => causes.whyNever(ordering(event), process, new Set(happened.map(ordering)));

describe('why an event cannot come', () => {
    const flow = `
  service Desk {
    handle PlaceOrder -> OrderPlaced
    handle TakeMoney -> OrderPaid
    handle ShipOrder -> OrderShipped
    handle TellOrder -> OrderTold
    handle ImportOrder -> OrderLost
    on OrderShipped -> send TellOrder
    on Bank.MoneyMoved -> OrderDeclined
  }
  process Paying by orderId {
    start on OrderPlaced -> go paying
    state paying { on OrderTold -> send ShipOrder end }
  }`;

    it('is that nobody sends a command, told hop by hop', async () => {
        const { causes } = await read(flow);
        const why = whyNever(causes, 'OrderPaid')!;
        expect(why).toMatchObject({ unsent: 'Ordering.TakeMoney', hops: [{ by: 'Ordering.Desk', message: 'Ordering.OrderPaid', trigger: { message: 'Ordering.TakeMoney' } }] });
        expect(why.send).toBeUndefined();
    });

    it('is that the process itself has not sent it yet', async () => {
        const { causes } = await read(flow);
        const why = whyNever(causes, 'OrderTold')!;
        expect(why.hops.map(({ message }) => message)).toEqual([ordering('OrderTold'), ordering('TellOrder'), ordering('OrderShipped')]);
        expect(why).toMatchObject({ send: { by: process, message: 'Ordering.ShipOrder' } });
        expect(whyNever(causes, 'OrderTold', ['ShipOrder'])).toBeUndefined();
        expect(whyNever(causes, 'OrderTold', ['OrderShipped'])).toBeUndefined();
        // To others it is a circle: the process sends it because of the very event.
        expect(causes.whyNever(ordering('OrderTold'), 'Ordering.Other', new Set())!.hops.map(({ message }) => message))
            .toEqual([ordering('OrderTold'), ordering('TellOrder'), ordering('OrderShipped'), ordering('ShipOrder')]);
    });

    it('is nothing where an actor, another system, a schedule or whoever may send a public command brings it about', async () => {
        const { causes } = await read(`${flow} service Clock { every 1 hour -> send TakeMoney }`);
        expect(whyNever(causes, 'OrderPlaced')).toBeUndefined();
        expect(whyNever(causes, 'OrderDeclined')).toBeUndefined();
        expect(whyNever(causes, 'OrderPaid')).toBeUndefined();
        expect(whyNever(causes, 'OrderLost')).toBeUndefined();
    });

    it('is nothing where no actor is written down, so that nobody knows what is sent from outside', async () => {
        const { causes } = await read(flow, 'actor Clerk { sees Ordering.OrderPaid }');
        expect(whyNever(causes, 'OrderPaid')).toBeUndefined();
        expect(whyNever(causes, 'OrderTold')).toBeUndefined();
    });

    it('is not asked where nobody publishes the event at all, which is another finding', async () => {
        const { causes } = await read('process Paying by orderId { start on OrderPlaced -> end }');
        expect(whyNever(causes, 'OrderPlaced')).toBeUndefined();
    });

    it('may be a circle', async () => {
        const { causes } = await read('service Echo { on OrderPaid -> send TakeMoney  handle TakeMoney -> OrderPaid }');
        const why = whyNever(causes, 'OrderPaid')!;
        expect(why.hops.map(({ message }) => message)).toEqual([ordering('OrderPaid'), ordering('TakeMoney')]);
        expect([why.unsent, why.send]).toEqual([undefined, undefined]);
    });

    it('is given up where there is too much to search', async () => {
        const steps = Array.from({ length: 400 }, (_, index) => index);
        const { causes } = await read(`${steps.map(index => `event Step${index}Done { key orderId: uuid }`).join('\n')}
  service Chain { ${steps.slice(1).map(index => `on Step${index}Done -> Step${index - 1}Done`).join('\n')}  handle TakeMoney -> Step399Done }`);
        expect(causes.whyNever(ordering('Step350Done'), process, new Set())).toMatchObject({ unsent: 'Ordering.TakeMoney' });
        expect(causes.whyNever(ordering('Step0Done'), process, new Set())).toBeUndefined();
    });
});

describe('what may follow', () => {
    it('goes through other parts and the timers of other processes, but not through the process that asks', async () => {
        const { causes } = await read(`
  service Desk { handle TakeMoney -> OrderPaid  handle ShipOrder -> OrderShipped  handle TellOrder -> OrderTold }
  process Paying by orderId { start on OrderPlaced -> send TakeMoney end }
  process Sending by orderId { start on OrderPaid -> go waiting  state waiting { after 1 hour -> send ShipOrder end } }`);
        const leads = (from: string, to: string, without = process) => causes.mayLeadTo(ordering(from), new Set([ordering(to)]), { without });
        expect(leads('TakeMoney', 'OrderShipped')).toBe(true);
        expect(leads('OrderPlaced', 'OrderPaid')).toBe(false);
        expect(leads('OrderPlaced', 'OrderPaid', 'Ordering.Sending')).toBe(true);
        expect(leads('OrderPaid', 'OrderShipped', 'Ordering.Sending')).toBe(false);
        expect(leads('OrderPaid', 'OrderTold')).toBe(false);
        expect(leads('OrderTold', 'OrderTold')).toBe(true);
    });

    it('goes through another system, of whose events any may follow from any of its commands', async () => {
        const { causes } = await read('service Desk { handle TakeMoney -> send Bank.MoveMoney  on Bank.MoneyMoved -> OrderPaid }');
        expect(causes.mayLeadTo(ordering('TakeMoney'), new Set([ordering('OrderPaid')]), { without: process })).toBe(true);
        expect(causes.mayLeadTo(ordering('OrderPaid'), new Set(['Bank.MoneyMoved']), { without: process })).toBe(false);
        expect(causes.mayLeadTo('Bank.MoveMoney', new Set(['Bank.AccountClosed']), { without: process })).toBe(false);
    });
});

it('names every way in which a command may end', async () => {
    const { graph } = await read(`aggregate Order by orderId {
    handle TakeMoney when command.orderId == state.orderId -> OrderPaid and send TellOrder or OrderDeclined otherwise -> reject "no"
    handle ShipOrder by code
    on OrderPaid {}
  }`);
    expect(endingsOf('Ordering.TakeMoney', graph).map(({ by, events }) => [by, ...events])).toEqual([
        ['Ordering.Order', 'Ordering.OrderPaid'], ['Ordering.Order', 'Ordering.OrderDeclined'], ['Ordering.Order'],
    ]);
    expect(endingsOf('Ordering.ShipOrder', graph)).toEqual([]);
    expect(endingsOf(undefined, graph)).toEqual([]);
});
