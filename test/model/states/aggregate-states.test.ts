import { describe, expect, it } from 'vitest';
import { branchesIn, reachableStates } from '../../../src/model/states/aggregate-states.js';
import { fieldValuesIn } from '../../../src/model/states/field-values.js';
import { readFlow } from '../../rules/check-flow.js';

const messages = `
  enum Phase { draft, placed, paid, shipped, lost }
  event OrderPlaced { key orderId: uuid  total: decimal }
  event OrderPaid { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  event OrderReset { key orderId: uuid }
  command PlaceOrder { key orderId: uuid  total: decimal }
  command PayOrder { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  command ResetOrder { key orderId: uuid }`;

async function read(part: string) {
    const { model, diagnostics } = await readFlow(`context Ordering {${messages}\n${part}\n}`);
    expect(diagnostics.filter(({ code }) => ['syntax', 'unresolved', 'language/expression-type'].includes(code)).map(({ message }) => message)).toEqual([]);
    return model;
}

async function valuesOf(part: string) {
    const model = await read(part);
    const values = fieldValuesIn(model)([...model.aggregates, ...model.projections, ...model.processes][0]!);
    return Object.fromEntries([...values].map(([field, constants]) => [field, [...constants.keys()]]));
}

describe('what fields can be', () => {
    it('are their defaults and what is assigned, either side of a choice too', async () => {
        expect(await valuesOf(`aggregate Order by orderId {
    phase: Phase = draft  status: string = "new"  paid: boolean = false  tries: int
    on OrderReset { phase = if event.orderId == state.orderId then lost else state.phase }
    on OrderPlaced { phase = placed  status = if event.total > 100 then "large" else "small" }
    on OrderPaid { phase = paid  paid = true  tries = 1 }
  }`)).toEqual({ phase: ['draft', 'lost', 'placed', 'paid'], status: ['"new"', '"large"', '"small"'], paid: ['false', 'true'], tries: ['1'] });
    });

    it('are anything where they are computed, changed step by step, lists, taken from another field, or never set', async () => {
        expect(await valuesOf(`aggregate Order by orderId {
    total: decimal = 0  count: int = 0  lines: string[] = []  note: string?  phase: Phase = draft  next: Phase = lost
    on OrderPlaced { total = event.total  count += 1  append "a" to lines  phase = placed }
    on OrderPaid { phase = if event.orderId == state.orderId then paid else state.next }
  }`)).toEqual({ next: ['lost'] });
    });

    it('are anything where code has a hand in the state', async () => {
        expect(await valuesOf('projection Orders by orderId { phase: Phase = draft  on OrderPlaced { phase = placed }  on OrderPaid by code }')).toEqual({});
    });

    it('of a process are what it sets, unless an event brings the field', async () => {
        expect(await valuesOf(`process Paying by orderId {
    total: decimal = 0  attempt: int = 1  urgent: boolean = false
    start on OrderPlaced -> set { attempt = 2 } go waiting
    state waiting { on OrderPaid -> end  after 1 hour -> set { attempt = 3 } go waiting }
  }`)).toEqual({ attempt: ['1', '2', '3'], urgent: ['false'] });
    });
});

async function statesOf(part: string) {
    const model = await read(part);
    const [aggregate] = model.aggregates;
    return reachableStates(aggregate!, fieldValuesIn(model)(aggregate!))?.map(state => Object.fromEntries(state));
}

describe('the states of an aggregate', () => {
    it('are those that its commands lead to', async () => {
        expect(await statesOf(`aggregate Order by orderId {
    phase: Phase = draft
    handle PlaceOrder when state.phase == draft -> OrderPlaced
    handle PayOrder when state.phase == placed -> OrderPaid
    handle ShipOrder when state.phase == lost -> OrderShipped
    on OrderPlaced { phase = placed }
    on OrderPaid { phase = paid }
    on OrderShipped { phase = shipped }
  }`)).toEqual([{ phase: 'draft' }, { phase: 'placed' }, { phase: 'paid' }]);
    });

    it('follow the branches in turn, and all events of an outcome', async () => {
        expect(await statesOf(`aggregate Order by orderId {
    phase: Phase = draft  paid: boolean = false
    handle PlaceOrder when state.phase != draft -> reject "again" when command.total == 0 -> OrderPlaced and OrderPaid otherwise -> OrderPlaced
    handle ShipOrder when state.paid and state.phase == placed -> OrderShipped
    on OrderPlaced { phase = placed }
    on OrderPaid { paid = true }
    on OrderShipped { phase = shipped }
  }`)).toEqual([{ phase: 'draft', paid: 'false' }, { phase: 'placed', paid: 'true' }, { phase: 'placed', paid: 'false' }, { phase: 'shipped', paid: 'true' }]);
    });

    it('may be left as they are by what is optional, and changed again by what comes many times', async () => {
        const part = (outcome: string) => `aggregate Order by orderId {
    phase: Phase
    handle PlaceOrder when state.phase != lost -> ${outcome}
    handle PayOrder when state.phase == shipped -> OrderPaid
    on OrderPlaced where state.phase == placed { phase = shipped }
    on OrderPlaced where state.phase == draft { phase = placed }
    on OrderPaid { phase = draft }
  }`;
        expect(await statesOf(part('OrderPaid and OrderPlaced'))).toEqual([{ phase: undefined }, { phase: 'placed' }]);
        expect(await statesOf(part('OrderPaid and OrderPlaced?'))).toEqual([{ phase: undefined }, { phase: 'draft' }, { phase: 'placed' }]);
        expect(await statesOf(part('OrderPaid and many OrderPlaced'))).toEqual([{ phase: undefined }, { phase: 'draft' }, { phase: 'placed' }, { phase: 'shipped' }]);
    });

    it('begin anew after a delete, and may be changed at any time by an event that others tell', async () => {
        expect(await statesOf(`aggregate Order by orderId {
    phase: Phase = draft  closed: boolean = false
    handle PlaceOrder when state.phase == draft -> OrderPlaced
    handle ResetOrder when state.phase == paid and not state.closed -> OrderReset
    on OrderPlaced { phase = placed }
    on OrderPaid { phase = paid }
    on OrderReset { delete }
  }`)).toEqual([{ phase: 'draft', closed: 'false' }, { phase: 'paid', closed: 'false' }, { phase: 'placed', closed: 'false' }]);
    });

    it('are not told apart where code changes them, or where there are too many', async () => {
        expect(await statesOf('aggregate Order by orderId { phase: Phase = draft  handle PlaceOrder when state.phase == draft -> OrderPlaced  on OrderPlaced by code }')).toBeUndefined();
        const flags = Array.from({ length: 10 }, (_, index) => `flag${index}`);
        expect(await statesOf(`aggregate Order by orderId {
    ${flags.map(flag => `${flag}: boolean = false`).join('\n')}
    handle PlaceOrder when ${flags.map(flag => `state.${flag}`).join(' or ')} or command.total > 0 -> OrderPlaced
    ${flags.map(flag => `on OrderPlaced where event.total > 1 { ${flag} = if event.total > 2 then true else false }`).join('\n')}
  }`)).toBeUndefined();
    });

    it('keep a value that an event may leave as it is', async () => {
        expect(await statesOf(`aggregate Order by orderId {
    phase: Phase = draft
    handle PlaceOrder -> OrderPlaced
    handle ShipOrder when state.phase == placed -> OrderShipped
    on OrderPlaced { phase = if event.total > 0 then placed else state.phase }
    on OrderShipped { phase = shipped }
  }`)).toEqual([{ phase: 'draft' }, { phase: 'placed' }, { phase: 'shipped' }]);
    });

    it('are told apart by no more than what conditions ask', async () => {
        expect(await statesOf('aggregate Order by orderId { phase: Phase = draft  handle PlaceOrder -> OrderPlaced  on OrderPlaced { phase = placed } }')).toEqual([{}]);
    });
});

it('takes the branches up to the first that certainly holds', async () => {
    const { aggregates: [aggregate] } = await read(`aggregate Order by orderId {
    phase: Phase = draft
    handle PlaceOrder when state.phase == placed -> reject "a" when command.total > 5 -> reject "b" when state.phase == draft -> OrderPlaced otherwise -> reject "c"
    on OrderPlaced { phase = placed }
  }`);
    const [handling] = aggregate!.handles;
    const taken = (phase: string) => branchesIn(handling!, new Map([['phase', phase]])).map(branch => handling!.branches.indexOf(branch));
    expect(taken('draft')).toEqual([1, 2]);
    expect(taken('placed')).toEqual([0]);
    expect(taken('paid')).toEqual([1, 3]);
});
