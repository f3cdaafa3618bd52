import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CodeAction, Position } from 'vscode-languageserver-types';
import { findRefactorings } from '../../src/lsp/refactoring/refactorings.js';
import { SystemDocuments } from '../../src/lsp/system-documents.js';
import type { Diagnostic } from '../../src/model/diagnostic.js';
import { checkModel } from '../../src/rules/engine.js';
import { samples } from '../support/properties.js';
import { specification } from '../support/random-specification.js';

type Files = Record<string, string>;

async function open(files: Files): Promise<SystemDocuments> {
    const system = new SystemDocuments('file:///');
    for (const [name, text] of Object.entries(files)) system.set(`file:///${name}`, text);
    await system.names();
    return system;
}

async function offeredAt(files: Files, name: string, place: string | Position): Promise<CodeAction[]> {
    const names = await (await open(files)).names();
    const document = names.linked.get(`file:///${name}`)!;
    const position = typeof place === 'string' ? document.textDocument.positionAt(files[name]!.indexOf(place)) : place;
    return findRefactorings(document, names, position, { showsDisabled: true });
}

function applied(files: Files, { edit }: CodeAction): Files {
    return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, TextDocument.applyEdits(TextDocument.create(name, 'sluice', 0, text), edit!.changes![`file:///${name}`] ?? [])]));
}

async function problemsOf(files: Files): Promise<Diagnostic[]> {
    const system = await open(files);
    const errors = checkModel(await system.model(), new Map()).filter(({ severity }) => severity === 'error');
    return [...[...(await system.diagnostics())!.values()].flat(), ...errors];
}

/** Nothing is wrong with the files now that was not before. */
async function expectNothingNew(before: Files, now: Files, title = ''): Promise<void> {
    const known = new Set((await problemsOf(before)).map(({ code }) => code));
    expect((await problemsOf(now)).filter(({ code }) => !known.has(code)).map(({ code, message }) => `${code} ${message}`), title).toEqual([]);
}

/** The files after a refactoring, which must be as free of errors as before. */
async function after(files: Files, name: string, marker: string, title: string): Promise<Files> {
    const actions = await offeredAt(files, name, marker);
    const action = actions.find(each => each.title === title);
    if (!action) throw new Error(`There is no '${title}' among ${JSON.stringify(actions.map(each => each.title))}.`);
    if (action.disabled) throw new Error(action.disabled.reason);
    const changed = applied(files, action);
    await expectNothingNew(files, changed);
    return changed;
}

async function reasonOf(files: Files, name: string, marker: string, title: string): Promise<string | undefined> {
    return (await offeredAt(files, name, marker)).find(each => each.title === title)?.disabled?.reason;
}

describe('extract type', () => {
    const text = `context Ordering {
  type Line { sku: string(1..40)? }
  event OrderPlaced { key orderId: uuid  sku: string(1..40)  notes: string(..80)[1..3]  paid: (Cash or Card)[] }
  command PlaceOrder { key orderId: uuid  sku: string(1..50) }
  type Cash { amount: int }
  type Card { number: string(16) }
}
`;

    it('names what a field is made of, wherever the context writes the same for a field of this name', async () => {
        expect((await after({ 'a.sluice': text }, 'a.sluice', 'string(1..40)  notes', "Extract the type 'Sku' of 2 fields 'sku'"))['a.sluice']).toBe(text
            .replace('sku: string(1..40)?', 'sku: Sku?').replace('sku: string(1..40)  ', 'sku: Sku  ').replace('string(16) }\n', 'string(16) }\n  type Sku = string(1..40)\n'));
    });

    it('leaves lists at the field, and takes a union as a whole', async () => {
        expect((await after({ 'a.sluice': text }, 'a.sluice', 'string(..80)', "Extract the type 'Notes'"))['a.sluice']).toContain('notes: Notes[1..3]');
        const paid = (await after({ 'a.sluice': text }, 'a.sluice', 'Cash or', "Extract the type 'Paid'"))['a.sluice'];
        expect(paid).toContain('paid: Paid[]');
        expect(paid).toContain('type Paid = Cash or Card\n');
    });

    it('takes a name that is free, and offers nothing for what has a name', async () => {
        const taken = 'context A {\n  enum Size { small }\n  event Grown { key size: string(1..3)  other: Size }\n}\n';
        expect((await after({ 'a.sluice': taken }, 'a.sluice', 'string(1..3)', "Extract the type 'Size2'"))['a.sluice']).toContain('key size: Size2  other');
        expect((await offeredAt({ 'a.sluice': taken }, 'a.sluice', 'Size }')).map(({ title }) => title)).toEqual([]);
    });
});

describe('inline type', () => {
    it('writes what a type stands for in every file, with the names that are needed there', async () => {
        const files = {
            'a.sluice': 'context Ordering {\n  /// How it was paid.\n  type Payment = Cash or Card\n\n  type Cash { amount: int }\n  type Card { number: string(16) }\n  event OrderPaid { key id: uuid  payment: Payment  all: Payment[]  perhaps: Payment or Coupon }\n  type Coupon { code: string }\n}\n',
            'b.sluice': 'context Billing {\n  event Booked { key id: uuid  payment: Ordering.Payment? }\n}\n',
        };
        const changed = await after(files, 'b.sluice', 'Payment?', "Inline the type 'Payment'");
        expect(changed['a.sluice']).toBe('context Ordering {\n  type Cash { amount: int }\n  type Card { number: string(16) }\n  event OrderPaid { key id: uuid  payment: Cash or Card  all: (Cash or Card)[]  perhaps: (Cash or Card) or Coupon }\n  type Coupon { code: string }\n}\n');
        expect(changed['b.sluice']).toContain('payment: (Ordering.Cash or Ordering.Card)?');
    });

    it('says why it cannot be done', async () => {
        const files = { 'a.sluice': 'context A {\n  type Tree = Leaf or Tree[]\n  type Leaf { a: int }\n  type Mail = string @pii\n  event Sent { key mail: Mail }\n}\n' };
        expect(await reasonOf(files, 'a.sluice', 'Tree =', "Inline the type 'Tree'")).toBe("'Tree' is made of itself.");
    });
});

describe('a dead letter', () => {
    it('is added behind the last try, or behind what the channel has', async () => {
        const text = 'context A {\n  command Work { key id: uuid }\n  command Rest { key id: uuid }\n  queue Jobs {\n    carries Work\n    retry 3 times\n    ttl 1 hour\n  }\n  queue Pauses { carries Rest }\n  event JobsFailed { key id: uuid }\n}\n';
        expect((await after({ 'a.sluice': text }, 'a.sluice', 'carries Work', "Add the dead letter 'JobsFailed2'"))['a.sluice']).toBe(text.replace('retry 3 times\n', 'retry 3 times\n    dead letter JobsFailed2\n'));
        const changed = await after({ 'a.sluice': text }, 'a.sluice', 'Pauses {', "Add the dead letter 'PausesFailed'");
        expect(changed['a.sluice']).toContain('queue Pauses { carries Rest\n    dead letter PausesFailed\n  }');
        expect(await reasonOf(changed, 'a.sluice', 'Pauses {', "Add the dead letter 'PausesFailed2'")).toBeUndefined();
        expect((await offeredAt(changed, 'a.sluice', 'Pauses {')).map(({ title }) => title)).toEqual([]);
    });
});

describe('an event becomes a command', () => {
    const flow = `context Shipping {
  event OrderPacked { key orderId: uuid }
  event ParcelShipped { key orderId: uuid  weight: int }
  topic Parcels { carries ParcelShipped }
  service Packer { on OrderPacked -> ParcelShipped { weight = 1 } }
  service Truck { on ParcelShipped by code -> OrderPacked { orderId = event.orderId } }
}
`;

    it('with its channel, those who tell it and the one who takes it, and back again', async () => {
        const commands = (await after({ 'a.sluice': flow }, 'a.sluice', 'ParcelShipped {', "Make it the command 'ShipParcel'"))['a.sluice']!;
        expect(commands).toBe(`context Shipping {
  event OrderPacked { key orderId: uuid }
  command ShipParcel { key orderId: uuid  weight: int }
  queue Parcels { carries ShipParcel }
  service Packer { on OrderPacked -> send ShipParcel { weight = 1 } }
  service Truck { handle ShipParcel by code -> OrderPacked { orderId = command.orderId } }
}
`);
        expect((await after({ 'a.sluice': commands }, 'a.sluice', 'ShipParcel {', "Make it the event 'ParcelShipped'"))['a.sluice']).toBe(flow);
    });

    it.each([
        ['service Other { on ParcelShipped by code }', 'Shipping', '2 services react to it, and a command has one handler.'],
        ['command ShipParcel { key id: uuid }', 'Shipping', "There is a 'ShipParcel' in Shipping already."],
        ['projection Seen by orderId { on ParcelShipped {} }', 'Shipping', "'Seen' is a projection, which lives by events."],
        ['actor Clerk { sees Shipping.ParcelShipped }', '', "'Clerk' sees it, and nobody sees a request."],
        ['scenario "x" { when OrderPacked then ParcelShipped }', 'Shipping', 'A scenario says what comes of it.'],
        ['event Sealed { key id: uuid } topic More { carries ParcelShipped, Sealed }', 'Shipping', "'More' carries other messages, too, and carries one kind alone."],
    ])('but not where %s', async (addition, context, reason) => {
        const text = context === '' ? `${flow}${addition}\n` : `${flow}context ${context} { ${addition} }\n`;
        expect(await reasonOf({ 'a.sluice': text }, 'a.sluice', 'ParcelShipped {', "Make it the command 'ShipParcel'")).toBe(reason);
    });

    it('and a command no event where somebody may refuse it or chooses by conditions', async () => {
        const handled = (rest: string) => ({ 'a.sluice': `context A {\n  command ShipParcel { key id: uuid }\n  event Gone { key id: uuid }\n  service Truck { handle ShipParcel ${rest} }\n}\n` });
        expect(await reasonOf(handled('-> Gone or reject "no"'), 'a.sluice', 'ShipParcel {', "Make it the event 'ParcelShipped'")).toBe("'Truck' may refuse it, and nobody refuses a fact.");
        expect(await reasonOf(handled('when command.id == command.id -> Gone otherwise -> Gone'), 'a.sluice', 'ShipParcel {', "Make it the event 'ParcelShipped'")).toBe("'Truck' handles it by conditions, which a reaction does not have.");
    });
});

describe('moving a message', () => {
    const files = {
        'a.sluice': `context Ordering {
  type Money = decimal

  /// The money is there.
  event OrderPaid { key orderId: uuid  amount: Money }
  event OrderPaid version 2 { key orderId: uuid  amount: Money  upcast from 1 {} }
  event OrderPlaced { key orderId: uuid }

  topic Payments { carries OrderPaid }
  service Dispatch { on OrderPaid by code }
}
`,
        'b.sluice': 'context Billing {\n  event Refunded { key orderId: uuid }\n}\n',
    };

    it('takes all its versions and its channel along, and everybody names it there', async () => {
        const changed = await after(files, 'a.sluice', 'OrderPaid {', "Move 'OrderPaid' to Billing");
        expect(changed['a.sluice']).toBe(`context Ordering {
  type Money = decimal

  event OrderPlaced { key orderId: uuid }

  service Dispatch { on Billing.OrderPaid by code }
}
`);
        expect(changed['b.sluice']).toBe(`context Billing {
  event Refunded { key orderId: uuid }
  /// The money is there.
  public event OrderPaid { key orderId: uuid  amount: Ordering.Money }
  public event OrderPaid version 2 { key orderId: uuid  amount: Ordering.Money  upcast from 1 {} }
  topic Payments { carries OrderPaid }
}
`);
    });

    it('is refused where a part must have it in its own context, where the channel is shared, and where the name is taken', async () => {
        const title = "Move 'OrderPaid' to Billing";
        const withText = (from: string, to: string) => ({ ...files, 'a.sluice': files['a.sluice'].replace(from, to) });
        expect(await reasonOf(withText('on OrderPaid by code', 'on OrderPlaced by code -> OrderPaid'), 'a.sluice', 'OrderPaid {', title)).toBe("'Dispatch' publishes it, which only parts of its own context may.");
        expect(await reasonOf(withText('carries OrderPaid', 'carries OrderPaid, OrderPlaced'), 'a.sluice', 'OrderPaid {', title)).toBe("'Payments' carries other messages of Ordering, too. Give it a channel of its own first.");
        expect(await reasonOf({ ...files, 'b.sluice': 'context Billing { enum OrderPaid { yes } }\n' }, 'a.sluice', 'OrderPaid {', title)).toBe("Billing has a 'OrderPaid' already.");
    });
});

describe('a process', () => {
    const text = `context Shop {
  event OrderPlaced { key orderId: uuid  total: int }
  event PaymentTaken { key orderId: uuid }
  event ParcelShipped { key orderId: uuid }
  command TakePayment { key orderId: uuid  total: int }
  command ShipParcel { key orderId: uuid  carrier: string }
  service Desk {
    handle TakePayment -> PaymentTaken
    handle ShipParcel -> ParcelShipped
  }
  /// What follows upon what.
  service Flow {
    on PaymentTaken -> send ShipParcel { carrier = "post" }
    on OrderPlaced -> send TakePayment
  }
}
`;

    it('is made of the reactions of a service, in the order of what happens', async () => {
        expect((await after({ 'a.sluice': text }, 'a.sluice', 'Flow {', "Introduce the process 'FlowProcess' for OrderPlaced, PaymentTaken"))['a.sluice']).toBe(text.slice(0, text.indexOf('  /// What')) + `  process FlowProcess by orderId {
    start on OrderPlaced -> send TakePayment  go awaitingPaymentTaken
    state awaitingPaymentTaken {
      on PaymentTaken -> send ShipParcel { carrier = "post" }  end
    }
  }
}
`);
    });

    it('leaves what else a service does, and has code supply what it supplied before', async () => {
        const more = text.replace(' { carrier = "post" }', '').replace('on OrderPlaced ->', 'every 1 day -> send TakePayment by code\n    on OrderPlaced ->');
        const changed = (await after({ 'a.sluice': more }, 'a.sluice', 'Flow {', "Introduce the process 'FlowProcess' for OrderPlaced, PaymentTaken"))['a.sluice'];
        expect(changed).toContain('  service Flow {\n    every 1 day -> send TakePayment by code\n  }\n  process');
        expect(changed).toContain('send ShipParcel by code  end');
    });

    it('needs one key, and something that follows upon something', async () => {
        const title = "Introduce the process 'FlowProcess' for OrderPlaced, PaymentTaken";
        expect(await reasonOf({ 'a.sluice': text.replace('event PaymentTaken { key orderId', 'event PaymentTaken { key paymentId') }, 'a.sluice', 'Flow {', title)).toBe("'PaymentTaken' has no key 'orderId' by which the process could be found again.");
        expect(await offeredAt({ 'a.sluice': text.replace('-> PaymentTaken', '-> ParcelShipped') }, 'a.sluice', 'Flow {')).toEqual([]);
    });
});

it('breaks nothing in any system, whatever is refactored', async () => {
    let done = 0;
    await fc.assert(fc.asyncProperty(specification({ comments: true, spaces: true }), fc.array(fc.nat({ max: 1_000_000 }), { minLength: 8, maxLength: 8 }), async (drawn, places) => {
        const files = Object.fromEntries(drawn.files.map(({ name, text }) => [name, text]));
        for (const place of places) {
            const name = drawn.files[place % drawn.files.length]!.name;
            const words = [...files[name]!.matchAll(place % 3 === 0 ? /[\p{L}_][\p{L}\p{N}_]*/gu : /(?<=\b(?:event|command|type|topic|queue|service) )[\p{L}_][\p{L}\p{N}_]*/gu)];
            const position = TextDocument.create(name, 'sluice', 0, files[name]!).positionAt(words[place % words.length]?.index ?? 0);
            for (const action of await offeredAt(files, name, position)) {
                if (!action.edit) continue;
                const changed = applied(files, action);
                await expectNothingNew(files, changed, `${action.title}\n${JSON.stringify(changed, null, 1)}`);
                done++;
            }
        }
    }), samples(40));
    expect(done).toBeGreaterThan(20);
});
