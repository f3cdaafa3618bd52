import { describe, expect, it } from 'vitest';
import { SystemDocuments } from '../../src/lsp/system-documents.js';
import { typeExpressions } from '../../src/model/typing.js';

function openSystem(texts: Record<string, string>): SystemDocuments {
    const system = new SystemDocuments('file:///');
    for (const [name, text] of Object.entries(texts)) system.set(`file:///${name}`, text);
    return system;
}

/** What a fresh start makes of the texts that a system has now. */
async function freshModel(system: SystemDocuments) {
    return openSystem(Object.fromEntries(system.uris.map(uri => [uri.slice('file:///'.length), system.textOf(uri)!]))).model();
}

const orders = 'context Ordering {\n    public event OrderPlaced { key orderId: uuid  total: decimal }\n}';
const mails = 'context Mailing {\n    service Mailer { on Ordering.OrderPlaced where event.total > 0 by code }\n}';

describe('A model that is made after an edit', () => {
    it('has the very elements of the documents that the edit does not concern', async () => {
        const system = openSystem({ 'orders.sluice': orders, 'mails.sluice': mails, 'other.sluice': 'context Other { event ThingHappened { key id: uuid } }' });
        const before = await system.model();
        system.set('file:///orders.sluice', orders.replace('total', 'amount'));
        const after = await system.model();
        const find = (name: string, { messages }: typeof after) => messages.find(message => message.name === name)!;
        expect(find('ThingHappened', after)).toBe(find('ThingHappened', before));
        expect(find('OrderPlaced', after)).not.toBe(find('OrderPlaced', before));
        expect(after.services[0]).not.toBe(before.services[0]);
        expect(after).toEqual(await freshModel(system));
    });

    it('has new ids where a declaration elsewhere takes one away', async () => {
        const system = openSystem({ 'orders.sluice': orders, 'mails.sluice': mails });
        await system.model();
        for (const addition of [orders, orders.replace('OrderPlaced', 'OrderPlaced version 2')]) {
            system.set('file:///earlier.sluice', addition);
            const model = await system.model();
            expect(model).toEqual(await freshModel(system));
            expect(model.messages.map(({ id }) => id)).toContain(addition === orders ? 'Ordering.OrderPlaced#2' : 'Ordering.OrderPlaced@1');
        }
    });

    it.each([
        ['a type is gone that its messages name', 'type Price', 'type Cost', 'prices.sluice', ['message', 'message', 'code']],
        ['a type that has another name is another', 'Number = decimal', 'Number = string', 'numbers.sluice', ['message', 'code', 'message']],
    ])('fills anew what a part tells because %s, though its own document is the same', async (_, from, to, name, expected) => {
        const system = openSystem({
            'numbers.sluice': 'context Numbers { type Number = decimal }',
            'amounts.sluice': 'context Amounts { type Amount = Numbers.Number }',
            'prices.sluice': 'context Prices { type Price { amount: decimal } }',
            'messages.sluice': 'context Ordering { command PlaceOrder { key orderId: uuid  total: decimal  price: Prices.Price } }',
            'events.sluice': 'context Ordering { public event OrderPlaced { key orderId: uuid  total: Amounts.Amount  price: Prices.Price } }',
            'orders.sluice': 'context Ordering { aggregate Order by orderId { handle PlaceOrder -> OrderPlaced } }',
        });
        const filledFrom = async () => (await system.model()).aggregates[0]!.handles[0]!.branches[0]!.outcome.alternatives[0]!.flatMap(part => (part.kind === 'reject' ? [] : part.filling.map(each => each.from)));
        const text = system.textOf(`file:///${name}`)!;
        expect(await filledFrom()).toEqual(['message', 'message', 'message']);
        system.set(`file:///${name}`, text.replace(from, to));
        expect(await filledFrom()).toEqual(expected);
        expect(await system.model()).toEqual(await freshModel(system));
        system.set(`file:///${name}`, text);
        expect(await filledFrom()).toEqual(['message', 'message', 'message']);
        expect(await system.model()).toEqual(await freshModel(system));
    });

    it('has what was filled where an edit does not concern it, though types beside the edit have another name', async () => {
        const amounts = 'context Amounts { type Amount = decimal }';
        const system = openSystem({
            'amounts.sluice': amounts,
            'orders.sluice': 'context Ordering { command PlaceOrder { key orderId: uuid } event OrderPlaced { key orderId: uuid } aggregate Order by orderId { handle PlaceOrder -> OrderPlaced } }',
        });
        const fillings = async () => (await system.model()).aggregates[0]!.handles[0]!.branches[0]!.outcome.alternatives[0]!.map(part => part.kind !== 'reject' && part.filling);
        const [before] = await fillings();
        expect(before).toEqual([{ field: 'orderId', from: 'message' }]);
        system.set('file:///amounts.sluice', `\n${amounts}\ncontext More { event ThingHappened { key id: uuid } }`);
        expect((await system.model()).messages).toHaveLength(3);
        expect((await fillings())[0]).toBe(before);
    });

    it.each(['begun', 'made'])('is not changed by what somebody still does with one that was %s before', async progress => {
        // The mailer names nothing of what is edited, so that both models have it, and yet what it compares has another type.
        const system = openSystem({
            'amounts.sluice': 'context Amounts { type Amount = decimal }', 'mails.sluice': mails, 'orders.sluice': orders.replace('decimal', 'Amounts.Amount'),
        });
        const names = await system.names();
        if (progress === 'made') typeExpressions(names.model);
        else names.makeModel().next();
        system.set('file:///amounts.sluice', 'context Amounts { type Amount = string }');
        const after = await system.model();
        expect(typeExpressions(after)).toHaveLength(1);
        const text = JSON.stringify(after);
        expect(names.model.messages).toHaveLength(1);
        expect(names.uses).toBeDefined();
        expect(JSON.stringify(after)).toBe(text);
    });
});
