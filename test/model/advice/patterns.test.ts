import { describe, expect, it } from 'vitest';
import type { PatternAdvice, PatternQuestion } from '../../../src/model/advice/advice.js';
import { adviseOnPatterns, patternQuestions } from '../../../src/model/advice/patterns.js';
import { openExample } from '../../examples/open-example.js';
import { modelOf } from '../../support/model-of.js';

/** What is advised on one element: how it is, what the facts speak for, and the criteria found, those on the other side with a minus. */
async function adviceOn(text: string, question: PatternQuestion, name: string): Promise<string> {
    const found = await find(text, question, name);
    if (!found) return 'silent';
    const { now, speaksFor, reasons } = found;
    return `${now} → ${speaksFor ?? 'either'}: ${reasons.map(reason => (reason.speaksFor === (speaksFor ?? now) ? '' : '-') + reason.criterion).join(' ')}`;
}

async function find(text: string, question: PatternQuestion, name: string): Promise<PatternAdvice | undefined> {
    return adviseOnPatterns(await modelOf(text)).find(({ question: asked, subject }) => asked === question && subject.name === name);
}

/** The same system with and without some clause; each answer is that of the element named. */
interface Flip {
    what: string;
    question: PatternQuestion;
    name: string;
    text: (clause: string) => string;
    answers: [clause: string, expected: string][];
}

const billing = (event: string) => `
context Ordering {
  public event PriceNeeded { key orderId: uuid }
  public event OrderPriced { key orderId: uuid }
  public command PriceOrder { key orderId: uuid  amount: int }
  service Desk { every 1 hour -> PriceNeeded  handle PriceOrder -> OrderPriced }
}
context Pricing {
  public event PriceFound { key orderId: uuid  amount: int }
  service Prices { on Ordering.PriceNeeded by code -> ${event} }
}
`;

const flips: Flip[] = [
    {
        what: 'an event that one takes and answers is a call; a second taker makes it a fact', question: 'fact-or-request', name: 'PriceNeeded',
        text: extra => `${billing('send Ordering.PriceOrder')} ${extra}`,
        answers: [
            ['', 'fact → request: command-back'],
            ['context Stock { service Shelf { on Ordering.PriceNeeded } }', 'fact → fact: many-takers'],
        ],
    },
    {
        what: 'an event whose publisher goes on by the answer is a call; where nobody waits it is a fact', question: 'fact-or-request', name: 'PriceNeeded',
        text: extra => `${billing('PriceFound')} ${extra}`,
        answers: [
            ['', 'fact → fact: no-answer'],
            ['context Ordering { service Offers { on Pricing.PriceFound } }', 'fact → request: answer-back'],
        ],
    },
    {
        what: 'the outcome of a command that its sender takes is no call, whatever is asked for next', question: 'fact-or-request', name: 'PriceFound',
        text: sender => `
context Pricing {
  public event PriceFound { key orderId: uuid }
  public command FindPrice { key orderId: uuid }
  public command ForgetPrice { key orderId: uuid }
  service Prices { handle FindPrice -> PriceFound  handle ForgetPrice }
}
context Ordering {
  service Desk { on Pricing.PriceFound -> send Pricing.ForgetPrice ${sender} }
}
actor Clerk { sends Pricing.FindPrice }
`,
        answers: [
            ['', 'fact → request: command-back'],
            ['every 1 hour -> send Pricing.FindPrice', 'fact → fact: outcome'],
        ],
    },
    {
        what: 'a command that only repeats what another context knows is a fact; one that can be refused is a request', question: 'fact-or-request', name: 'NoteDelivery',
        text: refusal => `
context Stock {
  public command NoteDelivery { key deliveryId: uuid }
  public event DeliveryNoted { key deliveryId: uuid }
  service Ledger { handle NoteDelivery -> DeliveryNoted ${refusal} }
}
context Gate { service Guard { on Carrier.TruckLeft -> send Stock.NoteDelivery } }
external context Carrier { public event TruckLeft { key deliveryId: uuid } }
`,
        answers: [
            ['', 'request → fact: restates'],
            ['or reject "no such delivery"', 'request → request: may-refuse'],
        ],
    },
    {
        what: 'work outside asks for one who does it once', question: 'fact-or-request', name: 'SendLetter',
        text: outcome => `
context Mail { public command SendLetter { key letterId: uuid }  service Mailer { handle SendLetter ${outcome} } }
external context Post { public command Deliver { key letterId: uuid } }
actor Clerk { sends Mail.SendLetter }
`,
        answers: [['', 'silent'], ['-> send Post.Deliver', 'request → request: once-only'], ['idempotent by letterId', 'request → request: once-only']],
    },
    {
        what: 'a topic that one service works off is a queue; a read model makes it a topic', question: 'publish-or-queue', name: 'Jobs',
        text: extra => `
context Print {
  event PageRendered { key pageId: uuid }
  event PagePrinted { key pageId: uuid }
  topic Jobs { carries PageRendered }
  service Renderer { every 1 hour -> PageRendered }
  service Printer { on PageRendered -> PagePrinted }
  ${extra}
}
`,
        answers: [
            ['', 'publish-subscribe → work-queue: one-worker'],
            ['projection Pages by pageId { pages: int = 0  on PageRendered { pages += 1 } query PageCount() returns Pages[] }', 'publish-subscribe → publish-subscribe: independent-subscribers read-model'],
        ],
    },
    {
        what: 'what must be done in time is work', question: 'publish-or-queue', name: 'Calls',
        text: clause => `
context Desk { event CallMissed { key callId: uuid }  topic Calls { carries CallMissed  ${clause} }  service Phone { every 1 hour -> CallMissed } }
`,
        answers: [['', 'silent'], ['ttl 1 hour', 'publish-subscribe → work-queue: expires'], ['priority 0..3', 'publish-subscribe → work-queue: urgent-first'], ['retain 30 days', 'publish-subscribe → publish-subscribe: kept']],
    },
    {
        what: 'a queue that keeps what is done is read like a log', question: 'publish-or-queue', name: 'Orders',
        text: clause => `
context Shop { public command Order { key orderId: uuid }  queue Orders { carries Order ${clause} }  service Till { handle Order } }
actor Customer { sends Shop.Order }
`,
        answers: [['', 'work-queue → work-queue: one-handler'], ['retain 30 days', 'work-queue → either: one-handler -kept']],
    },
    {
        what: 'settings of which the last word counts are state; a reader over time asks for the events', question: 'events-or-state', name: 'Profile',
        text: extra => `
context People {
  public command Describe { key personId: uuid  name: string  city: string }
  public event PersonDescribed { key personId: uuid  name: string  city: string }
  aggregate Profile by personId {
    name: string?
    city: string?
    handle Describe -> PersonDescribed
    on PersonDescribed { name = event.name  city = event.city }
  }
  ${extra}
}
actor Clerk { sends People.Describe }
`,
        answers: [
            ['', 'events → state: last-word one-kind'],
            ['projection Moves by city per 1 day { moves: int = 0  on PersonDescribed { moves += 1 } query MovesTo(city: string) returns Moves[] where state.city == query.city }', 'events → events: over-time counted rebuilt -last-word -one-kind'],
            ['topic Persons { carries PersonDescribed  retain forever }', 'events → state: last-word one-kind -kept-long'],
        ],
    },
    {
        what: 'an account whose events are evidence is sourced by them', question: 'events-or-state', name: 'Account',
        text: extra => `
context Bank {
  public command Open { key accountId: uuid }
  public command Close { key accountId: uuid }
  public command Block { key accountId: uuid }
  event Opened { key accountId: uuid }
  event Closed { key accountId: uuid }
  event Blocked { key accountId: uuid }
  event EntryWritten { key accountId: uuid }
  aggregate Account by accountId {
    open: boolean = false
    handle Open -> Opened
    handle Close when state.open -> Closed otherwise -> reject "closed"
    handle Block -> Blocked
    on Opened { open = true }
    on Closed { open = false }
    on Blocked {}
  }
  ${extra}
}
actor Clerk { sends Bank.Open, Bank.Close, Bank.Block }
`,
        answers: [
            ['', 'events → state: nobody-reads few-states'],
            ['service Auditor { on Opened -> EntryWritten  on Closed -> EntryWritten  on Blocked -> EntryWritten }', 'events → events: audit -few-states'],
            ['service Auditor { on Opened -> EntryWritten  on Closed -> EntryWritten }', 'events → state: few-states'],
        ],
    },
    {
        what: 'a process that sends one command is a reaction; one that must act on silence is a process', question: 'choreography-or-process', name: 'Welcome',
        text: timer => `
context People {
  public event PersonJoined { key personId: uuid }
  event Greeted { key personId: uuid }
  command Greet { key personId: uuid }
  service Door { every 1 hour -> PersonJoined }
  service Host { handle Greet -> Greeted }
  process Welcome by personId {
    start on PersonJoined -> send Greet go waiting
    state waiting { on Greeted -> end ${timer} }
  }
}
`,
        answers: [
            ['', 'process → choreography: one-step'],
            ['after 1 hour -> end', 'process → choreography: one-step'],
            ['after 1 hour -> send Greet end', 'process → process: acts-on-time'],
        ],
    },
    {
        what: 'a step that is taken back needs one who knows', question: 'choreography-or-process', name: 'Trip',
        text: undo => `
context Travel {
  public event TripBooked { key tripId: uuid }
  command BookHotel { key tripId: uuid }
  command CancelHotel { key tripId: uuid }
  event HotelBooked { key tripId: uuid }
  event HotelFull { key tripId: uuid }
  service Desk { every 1 hour -> TripBooked }
  service Hotels { handle BookHotel -> HotelBooked or HotelFull  handle CancelHotel }
  process Trip by tripId {
    start on TripBooked -> send BookHotel ${undo} go booking
    state booking { on HotelBooked -> end }
  }
}
`,
        answers: [['', 'process → choreography: one-step'], ['undo CancelHotel', 'process → process: takes-back']],
    },
    {
        what: 'a chain that comes back to where it began, or that may end in what nobody takes up, wants a process', question: 'choreography-or-process', name: 'OrderPlaced',
        text: alternatives => `
context Ordering { public event OrderPlaced { key orderId: uuid }  service Till { every 1 hour -> OrderPlaced } }
context Billing {
  public event PaymentTaken { key orderId: uuid }
  public event PaymentDeclined { key orderId: uuid }
  service Payments { on Ordering.OrderPlaced by code -> PaymentTaken ${alternatives} }
}
context Shipping {
  public event ParcelSent { key orderId: uuid }
  service Parcels { on Billing.PaymentTaken -> ParcelSent }
}
context Letters { service Mailer { on Shipping.ParcelSent by code } }
`,
        answers: [
            ['', 'choreography → choreography: short nobody-waits'],
            ['or PaymentDeclined', 'choreography → choreography: short nobody-waits -loose-end'],
        ],
    },
    {
        what: 'a question that events answer is a read model; one that no event answers goes to a service', question: 'projection-or-service', name: 'PriceOf',
        text: field => `
context Shop {
  public event PriceSet { key sku: string  price: decimal }
  type Offer { sku: string  ${field} }
  public query PriceOf(sku: string) returns Offer
  service Prices { every 1 hour -> PriceSet  answer PriceOf }
}
actor Customer { asks Shop.PriceOf }
`,
        answers: [['price: decimal', 'service → projection: told'], ['price: decimal  margin: decimal', 'service → service: not-told']],
    },
    {
        what: 'a read model that copies what one aggregate knows is weak; a search across many is strong', question: 'projection-or-service', name: 'Rooms',
        text: query => `
context Hotel {
  public command Rename { key roomId: uuid  title: string }
  public event RoomRenamed { key roomId: uuid  title: string }
  aggregate Room by roomId { title: string?  handle Rename -> RoomRenamed  on RoomRenamed { title = event.title } }
  projection RoomRow by roomId { title: string?  on RoomRenamed { title = event.title }  ${query} }
}
actor Clerk { sends Hotel.Rename asks Hotel.Rooms }
`,
        answers: [
            ['public query Rooms(roomId: uuid) returns RoomRow? where state.roomId == query.roomId', 'projection → service: copied'],
            ['public query Rooms(title: string) returns RoomRow[] where state.title == query.title', 'projection → projection: searched'],
        ],
    },
];

describe('what the facts speak for', () => {
    for (const { what, question, name, text, answers } of flips) {
        it(what, async () => {
            const found: [string, string][] = [];
            for (const [clause] of answers) found.push([clause, await adviceOn(text(clause), question, name)]);
            expect(found).toEqual(answers);
        });
    }
});

describe('the examples', () => {
    /** What is not as the facts speak for, or open; the rest of the advice was read and found right. */
    it.each([
        ['shop', []],
        ['trading', []],
        ['telemetry', []],
        ['meetings', ['Payments.Payer open', 'Payments.MeetingFeeExpired open']],
    ])('%s: their patterns are what their facts speak for', async (name, expected) => {
        const { model } = await openExample(name);
        expect(adviseOnPatterns(model).filter(({ verdict }) => verdict !== 'agrees').map(({ subject, verdict }) => `${subject.id} ${verdict}`)).toEqual(expected);
    });
});

describe('advice', () => {
    it('names the lines that it was read from', async () => {
        const advice = await find(`
context Desk {
  event CallMissed { key callId: uuid }
  topic Calls {
    carries CallMissed
    ttl 1 hour
  }
  service Phone { every 1 hour -> CallMissed }
}
`, 'publish-or-queue', 'Calls');
        expect(advice?.reasons.map(({ text, places }) => `${places.map(({ range }) => range.start.line + 1).join()}: ${text}`)).toEqual(["6: What nobody did in 1 hour is set aside ('ttl'): that is work which loses its worth, no fact."]);
        expect(advice?.change).toEqual({ to: 'publish-subscribe', when: ['two or more took what it carries'] });
    });

    it('says what would turn the answer over, as long as that is little', async () => {
        const advice = await find(`
context Desk {
  event CallMissed { key callId: uuid }
  topic Calls { carries CallMissed  ttl 1 hour  priority 0..2  delay 1 minute  rate 5 per 1 second }
  service Phone { every 1 hour -> CallMissed }
  service Answerer { on CallMissed -> CallMissed }
}
`, 'publish-or-queue', 'Calls');
        expect(advice).toMatchObject({ margin: 8, change: { to: 'publish-subscribe', when: ['two or more took what it carries', 'a read model were built from it', "'retain' kept what has been read"] } });
        const clear = await find(`
context Desk {
  command Call { key callId: uuid }
  queue Calls { carries Call  ttl 1 hour  priority 0..2  delay 1 minute  rate 5 per 1 second  limit 10 messages }
  service Phone { handle Call }
}
`, 'publish-or-queue', 'Calls');
        expect(clear).toMatchObject({ margin: 9 });
        expect(clear).not.toHaveProperty('change');
    });

    it('is silent on other systems and on what says nothing', async () => {
        const model = await modelOf('external context Post { public event LetterSent {} public command Deliver {} topic Letters { carries LetterSent retain forever } }\ncontext Own { event Nothing {} }');
        expect(adviseOnPatterns(model)).toEqual([]);
    });

    it('has two answers and sources for each question', () => {
        for (const { answers, names, criteria } of patternQuestions) {
            expect(Object.keys(names)).toEqual(Object.keys(answers));
            expect(Object.keys(answers)).toHaveLength(2);
            expect(new Set(criteria.map(({ speaksFor }) => speaksFor))).toEqual(new Set(Object.keys(answers)));
            expect(new Set(criteria.map(({ id }) => id)).size).toBe(criteria.length);
        }
    });
});
