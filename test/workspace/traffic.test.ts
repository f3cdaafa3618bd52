import { describe, expect, test } from 'vitest';
import { runSystem } from '../../src/workspace/run-system.js';
import type { RunReport } from '../../src/workspace/run/report.js';
import type { TracedMessage } from '../../src/workspace/run/trace.js';
import { runtimeFiles } from '../support/generated-program.js';
import { modelOf } from '../support/model-of.js';

const withEffects = (message: TracedMessage): TracedMessage[] => [message, ...message.effects.flatMap(withEffects)];

/** Plays a system, and tells what came from outside, in order, and whether it was refused. */
async function play(specification: string, options: { seed?: string; messages?: number } = {}) {
    let text = '';
    const system = { root: '/system', configuration: { include: [], rules: { rules: {}, contexts: {}, overrides: [] }, generate: { out: '', handlers: '', ids: 'plain' as const }, environments: {} }, files: [], model: await modelOf(specification), diagnostics: [] };
    await runSystem(system, { seed: '1', ...options, format: 'json', version: '0', runtimeFiles, write: part => { text += part; } });
    const report = JSON.parse(text) as RunReport;
    const incoming = (message: string) => report.flows.filter(flow => flow.message === `Test.${message}` || flow.message.endsWith(`.${message}`));
    return { report, incoming, data: <Data>(message: string) => incoming(message).map(flow => flow.data as Data) };
}

const refused = (flows: readonly TracedMessage[]) => flows.filter(({ rejections }) => rejections.length > 0);
const keys = (flows: readonly TracedMessage[]) => flows.map(({ key }) => key);

describe('what begins something', () => {
    test('is the command that is taken first, however much another sets off', async () => {
        const { incoming, report } = await play(`
context Test {
  event StrangerRegistered { key registrationId: uuid }
  event RegistrationConfirmed { key registrationId: uuid }
  event UserCreated { key userId: uuid }
  event ProfileCreated { key userId: uuid }
  command ConfirmRegistration { key registrationId: uuid }
  command RegisterStranger { key registrationId: uuid }
  command CreateUser { key userId: uuid }
  command CreateProfile { key userId: uuid }
  enum Phase { unknown, waiting, confirmed }
  aggregate Registration by registrationId {
    phase: Phase = unknown
    handle ConfirmRegistration when state.phase == waiting -> RegistrationConfirmed otherwise -> reject "nothing to confirm"
    handle RegisterStranger when state.phase == unknown -> StrangerRegistered otherwise -> reject "known"
    on StrangerRegistered { phase = waiting }
    on RegistrationConfirmed { phase = confirmed }
  }
  service Work { handle CreateUser -> UserCreated  handle CreateProfile -> ProfileCreated  on UserCreated -> send CreateProfile }
  process Welcome by registrationId {
    start on RegistrationConfirmed -> send CreateUser { userId = state.registrationId } end
  }
}`);
        expect(new Set(keys(incoming('RegisterStranger'))).size).toBe(10);
        expect(incoming('ConfirmRegistration').length).toBeGreaterThan(0);
        expect(refused(report.flows)).toEqual([]);
        expect(report.counts['Test.ProfileCreated']).toBe(incoming('ConfirmRegistration').length);
    });

    test('is of commands that are always taken the one that says most', async () => {
        const { incoming } = await play(`
context Test {
  event OrderCancelled { key orderId: uuid }
  event OrderPlaced { key orderId: uuid  total: int }
  command CancelOrder { key orderId: uuid }
  command PlaceOrder { key orderId: uuid  total: int }
  aggregate Order by orderId { handle CancelOrder -> OrderCancelled  handle PlaceOrder -> OrderPlaced  on OrderPlaced {}  on OrderCancelled {} }
}`);
        const placed = new Set(keys(incoming('PlaceOrder')));
        expect(placed.size).toBe(10);
        expect(incoming('CancelOrder').length).toBeGreaterThan(0);
        expect(keys(incoming('CancelOrder')).filter(key => !placed.has(key))).toEqual([]);
    });

    test('is of commands that are taken first the one that lets others be taken', async () => {
        const { incoming } = await play(`
context Test {
  event OrderForgotten { key orderId: uuid  reason: string }
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  command ForgetOrder { key orderId: uuid  reason: string }
  command PlaceOrder { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  aggregate Order by orderId {
    placed: boolean = false
    forgotten: boolean = false
    handle ForgetOrder when state.forgotten -> reject "forgotten" otherwise -> OrderForgotten
    handle PlaceOrder -> OrderPlaced
    handle ShipOrder when state.placed -> OrderShipped otherwise -> reject "not placed"
    on OrderForgotten { forgotten = true }
    on OrderPlaced { placed = true }
    on OrderShipped { placed = false }
  }
}`);
        const placed = new Set(keys(incoming('PlaceOrder')));
        expect(placed.size).toBe(10);
        expect(keys(incoming('ForgetOrder')).filter(key => !placed.has(key))).toEqual([]);
    });

    test('is of commands that are taken first the one that is not taken again', async () => {
        const { incoming } = await play(`
context Test {
  event DateNoted { key memberId: uuid  date: date  note: string }
  event MemberAdded { key memberId: uuid }
  command NoteDate { key memberId: uuid  date: date  note: string }
  command AddMember { key memberId: uuid }
  aggregate Member by memberId {
    exists: boolean = false
    handle NoteDate -> DateNoted
    handle AddMember when state.exists -> reject "there" otherwise -> MemberAdded
    on DateNoted {}
    on MemberAdded { exists = true }
  }
}`);
        const added = new Set(keys(incoming('AddMember')));
        expect(added.size).toBe(10);
        expect(keys(incoming('NoteDate')).filter(key => !added.has(key))).toEqual([]);
    });

    test('has a new key also where code gives it, and where there are few to choose from', async () => {
        const { report, incoming } = await play(`
context Test {
  event TableBooked { key table: int(1..12) }
  event PartyOpened { key partyId: uuid }
  command BookTable { key table: int(1..12) }
  command OpenParty { key partyId: uuid }
  service Desk { handle BookTable -> TableBooked  on TableBooked by code -> send OpenParty }
  aggregate Party by partyId {
    open: boolean = false
    handle OpenParty when state.open -> reject "open" otherwise -> PartyOpened
    on PartyOpened { open = true }
  }
}`);
        expect(new Set(keys(incoming('BookTable'))).size).toBe(10);
        expect(report.counts['Test.PartyOpened']).toBe(10);
    });

    test('is each of several ways to the same end', async () => {
        const { incoming, report } = await play(`
context Test {
  event UserCreated { key userId: uuid }
  command AddUser { key userId: uuid }
  command ImportUser { key userId: uuid }
  aggregate User by userId {
    exists: boolean = false
    handle AddUser when state.exists -> reject "there" otherwise -> UserCreated
    handle ImportUser when state.exists -> reject "there" otherwise -> UserCreated
    on UserCreated { exists = true }
  }
}`);
        expect(new Set([...keys(incoming('AddUser')), ...keys(incoming('ImportUser'))]).size).toBe(20);
        expect(report.counts['Test.UserCreated']).toBe(20);
    });

    test('is found where code decides, too', async () => {
        const { incoming, report } = await play(`
context Test {
  event OrderPlaced { key orderId: uuid }
  event OrderRefused { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  command PlaceOrder { key orderId: uuid }
  aggregate Order by orderId {
    placed: boolean = false
    handle ShipOrder when state.placed -> OrderShipped otherwise -> reject "not placed"
    handle PlaceOrder -> OrderPlaced or OrderRefused
    on OrderPlaced { placed = true }
    on OrderRefused { placed = false }
    on OrderShipped { placed = false }
  }
}`);
        expect(new Set(keys(incoming('PlaceOrder'))).size).toBe(10);
        expect(refused(report.flows)).toEqual([]);
        expect(report.counts['Test.OrderShipped']).toBeGreaterThan(0);
    });

    test('is without aggregates what sets off most', async () => {
        const { incoming } = await play(`
context Test {
  event OrderPlaced { key orderNumber: int }
  command CancelOrder { key orderNumber: int }
  command PlaceOrder { key orderNumber: int }
  service Desk { handle CancelOrder  handle PlaceOrder -> OrderPlaced }
}`);
        const placed = new Set(keys(incoming('PlaceOrder')));
        expect(placed.size).toBe(10);
        expect(keys(incoming('CancelOrder')).filter(key => !placed.has(key))).toEqual([]);
    });
});

describe('what is about something', () => {
    const shop = (more: string) => `
context Test {
  enum Phase { unknown, open, sent }
  event CustomerAdded { key customerId: uuid }
  event OrderPlaced { key orderId: uuid  customerId: uuid }
  event OrderSent { key orderId: uuid }
  command PlaceOrder { key orderId: uuid  customerId: uuid }
  command SendOrder { key orderId: uuid }
  command AddCustomer { key customerId: uuid }
  aggregate Customer by customerId {
    exists: boolean = false
    handle AddCustomer when state.exists -> reject "there" otherwise -> CustomerAdded
    on CustomerAdded { exists = true }
  }
  aggregate Order by orderId {
    phase: Phase = unknown
    handle PlaceOrder when state.phase == unknown -> OrderPlaced otherwise -> reject "placed"
    handle SendOrder when state.phase == open -> OrderSent otherwise -> reject "not open"
    on OrderPlaced { phase = open }
    on OrderSent { phase = sent }
  }
${more}
}`;

    test('waits until there is something, in a state in which it is taken', async () => {
        const { incoming, data, report } = await play(shop(''), { messages: 30 });
        expect(refused(report.flows)).toEqual([]);
        expect(incoming('SendOrder').length).toBe(9);
        expect(new Set(keys(incoming('SendOrder'))).size).toBe(9);
        const customers = new Set(keys(incoming('AddCustomer')));
        expect(data<{ customerId: string }>('PlaceOrder').filter(({ customerId }) => !customers.has(customerId))).toEqual([]);
    });

    test('knows what it speaks of also by the names under which it is handed on', async () => {
        const { data, incoming } = await play(shop(`
  event ParcelPosted { key parcelId: uuid  recipient: uuid }
  command PostParcel { key parcelId: uuid  recipient: uuid }
  command ThankCustomer { key customerId: uuid }
  service Post { handle PostParcel -> ParcelPosted  on ParcelPosted -> send ThankCustomer { customerId = event.recipient }  handle ThankCustomer }`));
        const customers = new Set(keys(incoming('AddCustomer')));
        expect(data('PostParcel')).toHaveLength(10);
        expect(data<{ recipient: string }>('PostParcel').filter(({ recipient }) => !customers.has(recipient))).toEqual([]);
    });

    test('says, more often than not, what the instance knows', async () => {
        const { report, data } = await play(`
context Test {
  event RoomOpened { key roomId: uuid }
  event SeatTaken { key roomId: uuid  seatId: uuid  guestId: uuid }
  event SeatLeft { key roomId: uuid  seatId: uuid  guestId: uuid }
  command OpenRoom { key roomId: uuid }
  command TakeSeat { key roomId: uuid  seatId: uuid  guestId: uuid }
  command LeaveSeat { key roomId: uuid  seatId: uuid  guestId: uuid }
  type Seat { seatId: uuid  guestId: uuid }
  aggregate Room by roomId {
    open: boolean = false
    seats: Seat[] = []
    handle OpenRoom when state.open -> reject "open" otherwise -> RoomOpened
    handle TakeSeat when state.open -> SeatTaken otherwise -> reject "closed"
    handle LeaveSeat when count(state.seats, item.seatId == command.seatId) > 0 -> SeatLeft otherwise -> reject "nobody sits there"
    on RoomOpened { open = true }
    on SeatTaken { append { seatId = event.seatId  guestId = event.guestId } to seats }
    on SeatLeft { remove from seats where item.seatId == event.seatId }
  }
}`, { messages: 40 });
        expect(refused(report.flows)).toEqual([]);
        const taken = data<{ seatId: string; guestId: string }>('TakeSeat');
        const left = data<{ seatId: string; guestId: string }>('LeaveSeat');
        expect(left).toHaveLength(12);
        expect(left.filter(({ seatId, guestId }) => taken.some(seat => seat.seatId === seatId && seat.guestId === guestId)).length).toBeGreaterThan(6);
    });

    test('is not taken for there because somebody was told to do something with it', async () => {
        const { report } = await play(`
context Test {
  event GroupPlanned { key planId: uuid }
  event GroupFounded { key groupId: uuid }
  event GroupRenamed { key groupId: uuid }
  event ClockTicked { key tickId: uuid }
  command PlanGroup { key planId: uuid }
  command FoundGroup { key groupId: uuid }
  command RenameGroup { key groupId: uuid }
  service Planner {
    handle PlanGroup -> GroupPlanned
    on ClockTicked by code -> send RenameGroup
  }
  process Founding by planId {
    start on GroupPlanned -> go waiting
    state waiting { after 1 minute -> send FoundGroup { groupId = state.planId } end }
  }
  aggregate Group by groupId {
    founded: boolean = false
    handle FoundGroup when state.founded -> reject "founded" otherwise -> GroupFounded
    handle RenameGroup when state.founded -> GroupRenamed otherwise -> reject "no such group"
    on GroupFounded { founded = true }
    on GroupRenamed { founded = true }
  }
}`);
        const all = report.flows.flatMap(withEffects);
        const founded = all.find(({ message }) => message === 'Test.GroupFounded')!.time;
        const renamed = all.filter(({ message }) => message === 'Test.RenameGroup');
        expect(refused(renamed.filter(({ time }) => time < founded)).length).toBeGreaterThan(0);
        const later = renamed.filter(({ time }) => time > founded);
        expect(later.length).toBeGreaterThan(3);
        expect(refused(later)).toEqual([]);
    });

    test('comes in the end although it never makes sense, and is refused for all to see', async () => {
        const { incoming, report } = await play(`
context Test {
  event DoorOpened { key doorId: uuid }
  command OpenDoor { key doorId: uuid }
  aggregate Door by doorId {
    keys: int = 0
    handle OpenDoor when state.keys > 0 -> DoorOpened otherwise -> reject "no key fits"
    on DoorOpened {}
  }
}`);
        expect(incoming('OpenDoor').length).toBeGreaterThan(0);
        expect(refused(report.flows)).toHaveLength(incoming('OpenDoor').length);
        expect(report.span).toBeLessThan(2 * 3_600_000);
    });

    test('that only an event of a shared name could create is not taken for created by it', async () => {
        // Both ways of paying tell `MoneyCame`, but each process waits for its own payments.
        const { data, incoming, report } = await play(`
context Test {
  event PurchaseBegun { key paymentId: uuid  membershipId: uuid }
  event RenewalBegun { key paymentId: uuid  membershipId: uuid }
  event MoneyCame { key paymentId: uuid }
  event MembershipBegun { key membershipId: uuid }
  event MembershipRenewed { key membershipId: uuid }
  command BuyMembership { key paymentId: uuid  membershipId: uuid }
  command BuyRenewal { key paymentId: uuid  membershipId: uuid }
  command CollectMoney { key paymentId: uuid }
  command BeginMembership { key membershipId: uuid }
  command RenewMembership { key membershipId: uuid }
  service Desk {
    handle BuyMembership -> PurchaseBegun
    handle BuyRenewal -> RenewalBegun
    handle CollectMoney -> MoneyCame
  }
  process Purchase by paymentId {
    membershipId: uuid
    start on PurchaseBegun -> send CollectMoney go collecting
    state collecting { on MoneyCame -> send BeginMembership end }
  }
  process Renewal by paymentId {
    membershipId: uuid
    start on RenewalBegun -> send CollectMoney go collecting
    state collecting { on MoneyCame -> send RenewMembership end }
  }
  aggregate Membership by membershipId {
    begun: boolean = false
    handle BeginMembership when state.begun -> reject "begun" otherwise -> MembershipBegun
    handle RenewMembership when state.begun -> MembershipRenewed otherwise -> reject "never begun"
    on MembershipBegun { begun = true }
    on MembershipRenewed { begun = true }
  }
}`);
        const bought = data<{ membershipId: string }>('BuyMembership').map(({ membershipId }) => membershipId);
        expect(new Set(bought).size).toBe(10);
        expect(incoming('BuyRenewal').length).toBeGreaterThan(0);
        expect(data<{ membershipId: string }>('BuyRenewal').filter(({ membershipId }) => !bought.includes(membershipId))).toEqual([]);
        expect(report.counts['Test.MembershipRenewed']).toBe(incoming('BuyRenewal').length);
    });
});

describe('what other systems tell', () => {
    const exchange = `
context Test {
  event OrderPlaced { key orderId: uuid  ticker: string(4) }
  event OrderFilled { key orderId: uuid }
  command PlaceOrder { key orderId: uuid  ticker: string(4) }
  service Desk { handle PlaceOrder -> OrderPlaced and send Venue.EnterOrder { venueOrderId = command.orderId }  on Venue.OrderExecuted -> OrderFilled { orderId = event.venueOrderId } }
  projection Prices by ticker { price: int  on Venue.PriceMoved { price = event.price } }
}
external context Venue {
  public event PriceMoved { key ticker: string(4)  price: int }
  public event OrderExecuted { key venueOrderId: uuid  ticker: string(4) }
  public command EnterOrder { key venueOrderId: uuid  ticker: string(4) }
}`;

    test('answers what was asked for by its key, and nothing else', async () => {
        const { report, incoming } = await play(exchange);
        expect(incoming('OrderExecuted')).toEqual([]);
        const entered = report.flows.flatMap(({ effects }) => effects).filter(({ message }) => message === 'Venue.EnterOrder');
        expect(entered).toHaveLength(10);
        for (const { key, effects } of entered) expect(effects.map(effect => ({ message: effect.message, key: effect.key }))).toEqual([{ message: 'Venue.OrderExecuted', key }]);
    });

    test('answers with what fits its own fields, where both have one of a name', async () => {
        const { report } = await play(`
context Test {
  command BuyTicket { key ticketId: uuid  seat: int }
  service Desk { handle BuyTicket -> send Hall.BlockSeat  on Hall.SeatBlocked by code }
}
external context Hall {
  public event SeatBlocked { key ticketId: uuid  seat: string[1..3] }
  public command BlockSeat { key ticketId: uuid  seat: int }
}`);
        expect({ failures: report.failures, answers: report.counts['Hall.SeatBlocked'] }).toEqual({ failures: [], answers: 10 });
    });

    test('tells unasked what no context waits for that asks for it', async () => {
        const { report, incoming } = await play(`
context Test {
  command MountSensor { key sensorId: uuid }
  service Fleet { handle MountSensor -> send Gateway.WakeSensor }
}
context Readings {
  service Intake { on Gateway.SampleSent by code }
}
external context Gateway {
  public event SampleSent { key sensorId: uuid }
  public command WakeSensor { key sensorId: uuid }
}`);
        expect(incoming('SampleSent')).toHaveLength(10);
        expect(report.counts['Gateway.SampleSent']).toBe(20);
        expect(keys(incoming('SampleSent')).filter(key => !keys(incoming('MountSensor')).includes(key))).toEqual([]);
    });

    test('tells unasked what it can know without having been asked, about what we speak of', async () => {
        const { incoming, data, report } = await play(exchange);
        const tickers = data<{ ticker: string }>('PlaceOrder').map(({ ticker }) => ticker);
        expect(incoming('PriceMoved')).toHaveLength(10);
        expect(keys(incoming('PriceMoved')).filter(key => !tickers.includes(key!))).toEqual([]);
        expect(report.readModels['Test.Prices']!.length).toBeGreaterThan(0);
    });
});

test('each value of an enum has its turn', async () => {
    const { data } = await play(`
context Test {
  enum Metric { temperature, humidity, vibration, pressure, current }
  command Measure { key sensor: uuid  metric: Metric }
  service Intake { handle Measure }
}`, { messages: 5 });
    expect(data<{ metric: string }>('Measure').map(({ metric }) => metric).sort()).toEqual(['current', 'humidity', 'pressure', 'temperature', 'vibration']);
});
