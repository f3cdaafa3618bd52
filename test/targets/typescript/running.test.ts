import { describe, expect, test } from 'vitest';
import type * as runtime from '../../../src/runtime/index.js';
import { load, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';

interface Program {
    createApp(options: object): {
        start(): Promise<void>;
        stop(): Promise<void>;
        publish: Record<string, Record<string, (data: object) => Promise<runtime.Envelope>>>;
        send: Record<string, Record<string, (data: object) => Promise<runtime.Envelope>>>;
        ask: Record<string, Record<string, (parameters: object) => Promise<unknown>>>;
        read: Record<string, Record<string, () => Promise<readonly object[]>>>;
        application: runtime.Application;
    };
    createVirtualClock: typeof runtime.createVirtualClock;
    createMemoryBroker: typeof runtime.createMemoryBroker;
    RejectedMessage: typeof runtime.RejectedMessage;
}

/** Generates, compiles and starts a system; `types` of what was published, in order. */
async function start(specification: string, handlers: object = {}) {
    const folder = writeProgram(await modelOf(specification), { files: { 'entry.ts': `export { createApp } from './generated/app.js';\nexport * from './generated/runtime/index.js';\n` } });
    const program = await load<Program>(folder, 'entry.ts');
    const clock = program.createVirtualClock({ seed: 1 });
    const types: string[] = [];
    const sent: runtime.Envelope[] = [];
    const broker = program.createMemoryBroker({
        clock,
        observe: activity => {
            if (activity.kind !== 'published' || activity.channel.endsWith('dead-letter')) return;
            types.push(activity.envelope.type.replace(/^.*\.(\w+)\.v\d+$/, '$1'));
            sent.push(activity.envelope);
        },
    });
    const app = program.createApp({ broker, clock, random: clock.random, handlers });
    await app.start();
    return { program, app, clock, broker, types, sent };
}

const id = '0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a11';

describe('an aggregate', () => {
    const specification = `
context Accounts {
  event AccountOpened { key accountId: uuid  limit: decimal }
  event MoneyDeposited { key accountId: uuid  amount: decimal }
  event MoneyWithdrawn { key accountId: uuid  amount: decimal }
  command OpenAccount { key accountId: uuid  limit: decimal = 10.50 }
  command DepositMoney { key accountId: uuid  amount: decimal(0.01..) }
  command WithdrawMoney { key accountId: uuid  amount: decimal(0.01..) }
  aggregate Account by accountId {
    open: boolean = false
    balance: decimal = 0
    limit: decimal
    handle OpenAccount when state.open -> reject "open already" otherwise -> AccountOpened
    handle DepositMoney when state.open -> MoneyDeposited otherwise -> reject "not open"
    handle WithdrawMoney
      when state.balance + state.limit >= command.amount -> MoneyWithdrawn
      otherwise -> reject "over the limit"
    on AccountOpened { open = true  limit = event.limit }
    on MoneyDeposited { balance += event.amount }
    on MoneyWithdrawn { balance -= event.amount }
  }
  projection Statement by accountId {
    movements: decimal[]
    turnover: decimal = 0
    on MoneyDeposited { append event.amount to movements  turnover += event.amount }
    on MoneyWithdrawn { append event.amount to movements  turnover += event.amount }
    query StatementOf(accountId: uuid) returns Statement? where state.accountId == query.accountId
  }
}`;

    test('decides by its own history, exactly', async () => {
        const { app, clock, types } = await start(specification);
        const { accounts } = app.send;
        await accounts!.openAccount!({ accountId: id, limit: '0.10' });
        await accounts!.depositMoney!({ accountId: id, amount: '0.20' });
        await clock.runUntilIdle();
        await accounts!.withdrawMoney!({ accountId: id, amount: '0.30' });
        await accounts!.withdrawMoney!({ accountId: id, amount: '0.01' });
        await clock.runUntilIdle();
        expect(types.filter(type => /ed$|drawn$/i.test(type))).toEqual(['AccountOpened', 'MoneyDeposited', 'MoneyWithdrawn']);
        expect(await app.application.state('Accounts.Account', id)).toMatchObject({ open: true, balance: '-0.10' });
        expect(await app.read.accounts!.statement!()).toEqual([{ accountId: id, movements: ['0.20', '0.30'], turnover: '0.50' }]);
        expect(await ask(app.ask.accounts!.statementOf!({ accountId: id }), clock)).toMatchObject({ turnover: '0.50' });
        expect(await ask(app.ask.accounts!.statementOf!({ accountId: '1b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a11' }), clock)).toBeNull();
    });

    test('does not let what is not valid in, and says what is wrong with it', async () => {
        const { app } = await start(specification);
        await expect(app.send.accounts!.depositMoney!({ accountId: id, amount: '0' })).rejects.toThrow(/DepositMoney.*amount must be between 0.01/);
        await expect(app.send.accounts!.depositMoney!({ accountId: 'x', amount: '1' })).rejects.toThrow(/accountId must match format/);
        await expect(app.send.accounts!.depositMoney!({ accountId: id })).rejects.toThrow(/amount/);
    });
});

async function ask<Answer>(question: Promise<Answer>, clock: runtime.VirtualClock): Promise<Answer> {
    await clock.runUntilIdle();
    return question;
}

describe('a process', () => {
    const specification = `
context Trips {
  event TripBooked { key tripId: uuid  nights: int }
  event HotelReserved { key tripId: uuid }
  event FlightReserved { key tripId: uuid }
  event FlightRefused { key tripId: uuid }
  command BookTrip { key tripId: uuid  nights: int }
  command ReserveHotel { key tripId: uuid  nights: int }
  command ReleaseHotel { key tripId: uuid  nights: int }
  command ReserveFlight { key tripId: uuid }
  command ReleaseFlight { key tripId: uuid }
  service Desk { handle BookTrip -> TripBooked }
  service Suppliers {
    handle ReserveHotel -> HotelReserved?
    handle ReleaseHotel
    handle ReserveFlight -> FlightReserved or FlightRefused
    handle ReleaseFlight
  }
  process Booking by tripId {
    nights: int
    start on TripBooked -> send ReserveHotel undo ReleaseHotel  go hotel
    state hotel {
      on HotelReserved -> send ReserveFlight undo ReleaseFlight  go flight
      after 2 hours -> compensate end
    }
    state flight {
      on FlightReserved -> end
      on FlightRefused -> compensate end
    }
  }
}`;
    const released: unknown[] = [];
    const handlers = (hotel: object, flight: object) => ({
        trips: {
            desk: { bookTrip: () => ({ tripBooked: {} }) },
            suppliers: { reserveHotel: () => hotel, releaseHotel: (command: object) => void released.push(command), reserveFlight: () => flight, releaseFlight: () => undefined },
        },
    });

    test('takes back what it asked for, last first', async () => {
        const { app, clock, types } = await start(specification, handlers({ hotelReserved: {} }, { flightRefused: {} }));
        await app.send.trips!.bookTrip!({ tripId: id, nights: 3 });
        await clock.runUntilIdle();
        expect(types).toEqual(['BookTrip', 'TripBooked', 'ReserveHotel', 'HotelReserved', 'ReserveFlight', 'FlightRefused', 'ReleaseFlight', 'ReleaseHotel']);
        expect(released.at(-1)).toEqual({ tripId: id, nights: 3 });
    });

    test('gives up when its time is over, and not before', async () => {
        const { app, clock, types } = await start(specification, handlers({}, {}));
        await app.send.trips!.bookTrip!({ tripId: id, nights: 3 });
        await clock.advance(2 * 3_600_000 - 1);
        expect(types).not.toContain('ReleaseHotel');
        await clock.runUntilIdle();
        expect(types.slice(-2)).toEqual(['ReserveHotel', 'ReleaseHotel']);
    });

    test('ends by itself where all goes well, and every message knows what caused it', async () => {
        const { app, clock, types, sent } = await start(specification, handlers({ hotelReserved: {} }, { flightReserved: {} }));
        const first = await app.send.trips!.bookTrip!({ tripId: id, nights: 3 });
        await clock.runUntilIdle();
        expect(types.at(-1)).toBe('FlightReserved');
        expect(new Set(sent.map(({ correlationid }) => correlationid))).toEqual(new Set([first.id]));
        expect(sent.slice(1).map(({ causationid }) => causationid)).toEqual(sent.slice(0, -1).map(({ id }) => id));
    });
});

test('one event moves every instance of a process that its steps find, each by its own key', async () => {
    const other = '1b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a11';
    const { app, clock, types } = await start(`
context Bank {
  event AccountOpened { key accountId: uuid }
  event MoneyTransferred { key transferId: uuid  source: uuid  target: uuid? }
  command ThankSender { key accountId: uuid }
  command GreetReceiver { key accountId: uuid }
  service Post { handle ThankSender  handle GreetReceiver }
  process Welcome by accountId {
    start on AccountOpened -> go waiting
    state waiting {
      on MoneyTransferred key event.source -> send ThankSender  go sent
      on MoneyTransferred key event.target -> send GreetReceiver  end
    }
    state sent { on MoneyTransferred key event.target -> end }
  }
}`, { bank: { post: { thankSender: () => undefined, greetReceiver: () => undefined } } });
    const { bank } = app.publish;
    for (const accountId of [id, other]) await bank!.accountOpened!({ accountId });
    await clock.runUntilIdle();
    await bank!.moneyTransferred!({ transferId: id, source: id, target: other });
    await clock.runUntilIdle();
    expect(types.slice(3)).toEqual(['ThankSender', 'GreetReceiver']);
    expect(await app.application.instances('Bank.Welcome')).toEqual([{ key: id, state: 'sent' }, { key: other, state: 'end' }]);
    // Without a target it belongs to its source alone, which waits for something else by now.
    await bank!.moneyTransferred!({ transferId: id, source: id });
    await bank!.moneyTransferred!({ transferId: id, source: other, target: id });
    await clock.runUntilIdle();
    expect(await app.application.instances('Bank.Welcome')).toEqual([{ key: id, state: 'end' }, { key: other, state: 'end' }]);
    expect(types.filter(type => type !== 'MoneyTransferred')).toHaveLength(4);
});

test('what an instance sends is about itself, also where it was found by another field than the one of its key', async () => {
    const other = '1b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a11';
    const { app, clock, sent } = await start(`
context Bank {
  event MoneySent { key accountId: uuid  target: uuid }
  event MoneyReceived { key accountId: uuid }
  command CreditMoney { key accountId: uuid  target: uuid }
  command GreetReceiver { key accountId: uuid }
  service Post { handle GreetReceiver }
  aggregate Account by accountId {
    handle CreditMoney key command.target -> MoneyReceived
    on MoneyReceived {}
  }
  process Welcome by accountId {
    start on MoneySent key event.target -> send GreetReceiver  end
  }
}`, { bank: { post: { greetReceiver: () => undefined } } });
    await app.publish.bank!.moneySent!({ accountId: id, target: other });
    await app.send.bank!.creditMoney!({ accountId: id, target: other });
    await clock.runUntilIdle();
    expect(sent.slice(2).map(({ data }) => data)).toEqual([{ accountId: other }, { accountId: other }]);
});

describe('what a process remembers', () => {
    const specification = `
context Orders {
  type Address { city: string }
  event OrderPlaced { key orderId: uuid  note: string?  gift: boolean?  address: Address?  extras: string[]? }
  event OrderChanged { key orderId: uuid  note: string?  gift: boolean?  address: Address?  extras: string[]? }
  event OrderReady { key orderId: uuid }
  command TellKitchen { key orderId: uuid  note: string? }
  command DeliverOrder { key orderId: uuid  note: string?  gift: boolean?  city: string?  extras: string[]? }
  service Work { handle TellKitchen  handle DeliverOrder }
  process Delivery by orderId {
    note: string
    gift: boolean?
    address: Address?
    extras: string[]
    start on OrderPlaced -> send TellKitchen  go waiting
    state waiting {
      on OrderChanged -> send TellKitchen
      on OrderReady -> send DeliverOrder { city = state.address.city } end
    }
  }
}`;

    async function play(...changes: object[]) {
        const { app, clock, sent } = await start(specification, { orders: { work: { tellKitchen: () => undefined, deliverOrder: () => undefined } } });
        const { orders } = app.publish;
        const [first, ...others] = changes;
        await orders!.orderPlaced!({ orderId: id, ...first });
        for (const change of others) {
            await clock.runUntilIdle();
            await orders!.orderChanged!({ orderId: id, ...change });
        }
        await clock.runUntilIdle();
        await orders!.orderReady!({ orderId: id });
        await clock.runUntilIdle();
        const dataOf = (command: string) => sent.filter(({ type }) => type === `Orders.${command}.v1`).map(({ data }) => data);
        return { delivered: dataOf('DeliverOrder'), told: dataOf('TellKitchen').map(data => (data as { note?: string }).note) };
    }

    test('stays where a later event leaves it out, and is known to what that event sends', async () => {
        const all = { note: 'ring twice', gift: true, address: { city: 'Turku' }, extras: ['card'] };
        expect(await play(all, {}, {})).toEqual({
            delivered: [{ orderId: id, note: 'ring twice', gift: true, city: 'Turku', extras: ['card'] }],
            told: ['ring twice', 'ring twice', 'ring twice'],
        });
    });

    test('is replaced by what a later event says, were it nothing much', async () => {
        const all = { note: 'ring twice', gift: true, address: { city: 'Turku' }, extras: ['card'] };
        expect(await play(all, { note: '', gift: false, address: { city: 'Lisbon' }, extras: [] })).toEqual({
            delivered: [{ orderId: id, note: '', gift: false, city: 'Lisbon', extras: [] }],
            told: ['ring twice', ''],
        });
    });

    test('is left out of what may do without it, as long as no event has told it', async () => {
        expect(await play({}, {})).toEqual({ delivered: [{ orderId: id, extras: [] }], told: [undefined, undefined] });
    });
});

describe('a schedule', () => {
    const specification = (cron: string) => `
context Billing {
  command SendInvoices {}
  service Invoicing {
    handle SendInvoices
    every "${cron}" -> send SendInvoices
  }
}`;

    test('fires at the times of its cron expression, names of days included', async () => {
        const { clock, sent } = await start(specification('0 9 * * mon-FRI'), { billing: { invoicing: { sendInvoices: () => undefined } } });
        // 2025-01-01 is a Wednesday.
        await clock.advance(5 * 86_400_000 + 9 * 3_600_000);
        expect(sent.map(({ time }) => time.slice(0, 16))).toEqual(['2025-01-01T09:00', '2025-01-02T09:00', '2025-01-03T09:00', '2025-01-06T09:00']);
    });

    test('is not generated from an expression that says no time', async () => {
        const model = await modelOf(specification('99 * * * *'));
        expect(() => writeProgram(model)).toThrow("The cron expression '99 * * * *' says no time. '99' is no minute");
    });
});

describe('older versions', () => {
    test('are brought up step by step', async () => {
        const { app, clock, broker } = await start(`
context Shop {
  event OrderPlaced { key orderId: uuid  total: int }
  event OrderPlaced version 2 { key orderId: uuid  total: int  currency: string  upcast from 1 { currency = "EUR" } }
  event OrderPlaced version 3 { key orderId: uuid  amount: int  currency: string  source: string?  upcast from 2 { amount = event.total * 100 } }
  projection Orders by orderId { amount: int  currency: string  on OrderPlaced { amount = event.amount  currency = event.currency } }
}`);
        const envelope = { specversion: '1.0', id: 'a', source: '/test', type: 'Shop.OrderPlaced.v1', time: '2025-01-01T00:00:00Z', datacontenttype: 'application/json', correlationid: 'a', data: { orderId: id, total: 7 } } as const;
        await broker.publish('shop.order-placed', envelope);
        await clock.runUntilIdle();
        expect(await app.read.shop!.orders!()).toEqual([{ orderId: id, amount: 700, currency: 'EUR' }]);
    });

    test('that no upcast makes the latest end with that reason among the dead letters; what is for other parts does not', async () => {
        const { app, clock, broker } = await start(`
context Shop {
  topic Orders { carries OrderPlaced, OrderCancelled }
  event OrderPlaced { key orderId: uuid }
  event OrderPlaced version 2 { key orderId: uuid  currency: string }
  event OrderCancelled { key orderId: uuid }
  projection Orders by orderId { currency: string  on OrderPlaced { currency = event.currency } }
}`);
        for (const [index, type] of ['OrderPlaced.v1', 'OrderCancelled.v1'].entries()) {
            await broker.publish('shop.orders', { specversion: '1.0', id: `a${index}`, source: '/test', type: `Shop.${type}`, time: '2025-01-01T00:00:00Z', datacontenttype: 'application/json', correlationid: 'a', data: { orderId: id } });
        }
        await clock.runUntilIdle();
        expect(await app.read.shop!.orders!()).toEqual([]);
        expect(broker.deadLetters().map(({ kind, envelope, reason }) => ({ kind, type: envelope.type, reason }))).toEqual([
            { kind: 'rejected', type: 'Shop.OrderPlaced.v1', reason: "'Shop.OrderPlaced.v1' is of an older version, and no upcast makes it the latest: see the rule 'schema/missing-upcast'." },
        ]);
    });
});

test('what a handler supplies is checked before it goes out, and ends with its reason among the dead letters', async () => {
    const { app, clock, broker, types } = await start(`
context Shop {
  event OrderPriced { key orderId: uuid  price: decimal(0..) }
  command PriceOrder { key orderId: uuid }
  service Desk { handle PriceOrder -> OrderPriced }
}`, { shop: { desk: { priceOrder: () => ({ orderPriced: { price: '-1.00' } }) } } });
    await app.send.shop!.priceOrder!({ orderId: id });
    await clock.runUntilIdle();
    expect(types).toEqual(['PriceOrder']);
    expect(broker.deadLetters()).toMatchObject([{ kind: 'rejected', attempts: 1, reason: expect.stringMatching(/OrderPriced.*price must be between 0/) }]);
});

test('a query is not answered where its parameters are not valid, and whoever asked is told what is wrong with them', async () => {
    const asked: object[] = [];
    const { app, clock } = await start(`
context Shop {
  event OrderPlaced { key orderId: uuid  total: int }
  query PriceOf(article: string(1..5), pieces: int(1..9)?) returns decimal
  service Prices { answer PriceOf }
  projection Orders by orderId {
    total: int
    on OrderPlaced { total = event.total }
    query OrdersAbove(least: int(0..)) returns Orders[] where state.total > query.least
  }
}`, { shop: { prices: { priceOf: (query: object) => { asked.push(query); return '1.50'; } } } });
    const ask = async (name: string, parameters: object) => {
        const answer = app.ask.shop![name]!(parameters).catch((error: runtime.BrokerError) => `${error.code}: ${error.message}`);
        await clock.runUntilIdle();
        return await answer;
    };
    expect(await ask('priceOf', { article: 'toolong' })).toBe("invalid-message: The parameters are not valid for 'Shop.PriceOf': article must NOT have more than 5 characters.");
    expect(await ask('priceOf', { article: 'pen', pieces: 10 })).toBe("invalid-message: The parameters are not valid for 'Shop.PriceOf': pieces must be <= 9.");
    expect(await ask('priceOf', { article: 'pen' })).toBe('1.50');
    expect(asked).toEqual([{ article: 'pen' }]);
    expect(await ask('ordersAbove', { least: -1 })).toBe("invalid-message: The parameters are not valid for 'Shop.OrdersAbove': least must be >= 0.");
    expect(await ask('ordersAbove', { least: 0 })).toEqual([]);
});

test('scaffolds fail with the name of what is to be written', async () => {
    const folder = writeProgram(await modelOf('context Shop { command PlaceOrder { key id: uuid } service Desk { handle PlaceOrder } }'));
    const { desk } = await load<{ desk: { placeOrder(): void } }>(folder, 'handlers/shop/desk.ts');
    expect(() => desk.placeOrder()).toThrow(/'placeOrder' of Desk is not written yet/);
});

describe('the past', () => {
    const specification = `
context Accounts {
  event MoneyDeposited { key accountId: uuid  amount: int }
  event LimitRaised { key accountId: uuid  limit: int }
  event ReviewAsked { key accountId: uuid }
  command DepositMoney { key accountId: uuid  amount: int }
  command RaiseLimit { key accountId: uuid  limit: int }
  command AskReview { key accountId: uuid }
  aggregate Account by accountId {
    balance: int = 0
    handle DepositMoney -> MoneyDeposited
    on MoneyDeposited { balance += event.amount }
  }
  aggregate Limit by accountId {
    store state
    limit: int = 0
    handle RaiseLimit -> LimitRaised
    on LimitRaised { limit = event.limit }
  }
  service Reviews { on MoneyDeposited -> send AskReview  handle AskReview -> ReviewAsked }
  projection Balance by accountId {
    balance: int = 0
    on MoneyDeposited { balance += event.amount }
    on LimitRaised { balance += 0 }
  }
}`;

    interface Knowing {
        read: { accounts: { balance(moment?: object): Promise<readonly object[]> } };
        state: { accounts: { account(key: string, moment?: object): Promise<object | undefined>; limit(key: string): Promise<object | undefined> } };
        history: { accounts: Record<string, (key: string) => Promise<readonly runtime.AuditEntry[]>> };
        rebuild: { accounts: { balance(options: { from: number }): Promise<runtime.RebuildResult> } };
        replay: { accounts: { reviews(options: { from: number; to?: number }): Promise<runtime.ReplayResult> } };
    }

    async function deposited() {
        const started = await start(specification, { accounts: { reviews: { askReview: () => ({ reviewAsked: {} }) } } });
        const { app, clock } = started;
        const commands: runtime.Envelope[] = [];
        for (const amount of [1, 2, 4]) {
            commands.push(await app.send.accounts!.depositMoney!({ accountId: id, amount }));
            await clock.runUntilIdle();
            await clock.advance(60_000);
        }
        return { ...started, commands, knowing: app as unknown as Knowing };
    }

    test('of an aggregate is told by time and by version, and what caused each event', async () => {
        const { knowing, commands } = await deposited();
        const { account } = knowing.state.accounts;
        expect(await account(id)).toMatchObject({ balance: 7 });
        expect(await account(id, { version: 2 })).toMatchObject({ balance: 3 });
        expect(await account(id, { time: '2025-01-01T00:00:59.999Z' })).toMatchObject({ balance: 1 });
        expect(await account(id, { time: '2024-12-31T23:59:59Z' })).toBeUndefined();
        await expect(account(id, { time: 'yesterday' })).rejects.toThrow(`'yesterday' is no time`);
        const history = await knowing.history.accounts.account!(id);
        expect(history.map(({ version, type, data, source, causationId, correlationId, time }) => ({ version, type, data, source, causationId, correlationId, time: time.slice(11, 16) }))).toEqual([1, 2, 4].map((amount, index) => ({
            version: index + 1, type: 'Accounts.MoneyDeposited.v1', data: { accountId: id, amount }, source: '/accounts/account', causationId: commands[index]!.id, correlationId: commands[index]!.id, time: `00:0${index}`,
        })));
        expect(await account(id, { position: history[1]!.position })).toMatchObject({ balance: 3 });
    });

    test('of one that keeps its state alone is not there, and its types offer none', async () => {
        const { app, clock, knowing } = await deposited();
        await app.send.accounts!.raiseLimit!({ accountId: id, limit: 5 });
        await clock.runUntilIdle();
        expect(await knowing.state.accounts.limit(id)).toMatchObject({ limit: 5 });
        expect(knowing.history.accounts).not.toHaveProperty('limit');
        await expect(app.application.history('Accounts.Limit', id)).rejects.toThrow(`'Accounts.Limit' has no history: it keeps its latest state alone`);
        await expect(app.application.state('Accounts.Limit', id, { version: 1 })).rejects.toThrow('store state');
    });

    test('of a projection is told by time and position, and its rows can be made anew', async () => {
        const { knowing } = await deposited();
        const [, second] = await knowing.history.accounts.account!(id);
        expect(await knowing.read.accounts.balance({ time: '2025-01-01T00:01:30Z' })).toMatchObject([{ balance: 3 }]);
        expect(await knowing.read.accounts.balance({ position: second!.position })).toMatchObject([{ balance: 3 }]);
        expect(await knowing.rebuild.accounts.balance({ from: second!.position })).toMatchObject({ applied: 2, skipped: 0 });
        expect(await knowing.read.accounts.balance()).toMatchObject([{ balance: 6 }]);
        await knowing.rebuild.accounts.balance({ from: 0 });
        expect(await knowing.read.accounts.balance()).toMatchObject([{ balance: 7 }]);
    });

    test('is given to a part again, which remembers what it has handled', async () => {
        const { app, clock, knowing, types } = await deposited();
        expect(await knowing.replay.accounts.reviews({ from: 0 })).toEqual({ handled: 0, repeated: 3 });
        // Longer than anything is remembered.
        await clock.advance(25 * 3_600_000);
        const [first] = await knowing.history.accounts.account!(id);
        const before = types.filter(type => type === 'AskReview').length;
        const replayed = knowing.replay.accounts.reviews({ from: 0, to: first!.position });
        await clock.runUntilIdle();
        expect(await replayed).toEqual({ handled: 1, repeated: 0 });
        expect(types.filter(type => type === 'AskReview')).toHaveLength(before + 1);
        await expect(app.application.replay('Accounts.Balance', { from: 0 })).rejects.toThrow(`whose rows are made anew by 'rebuild'`);
    });
});
