import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SchemaCheck } from '../../../src/runtime/index.js';
import { definitionKey, namedSchema, objectSchema } from '../../../src/targets/typescript/schemas.js';
import { formats } from '../../../src/model/formats.js';
import { startGeneration } from '../../../src/targets/typescript/shapes.js';
import { writeValidators } from '../../../src/targets/typescript/validators.js';
import { load, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';

const specification = `
context Shop {
  type Sku = string(2..8)
  type Money { amount: decimal(0..1000)  currency: Currency }
  enum Currency { EUR, GBP }
  type Card { number: /[0-9]{4}/  constructor: string? }
  type Transfer { iban: string }
  type Line { sku: Sku  quantity: int(1..9)  price: Money?  more: Line[]? }
  type Reward = Line or Card
  event OrderPlaced {
    key orderId: uuid
    lines: Line[1..3]
    paid: Card or Transfer
    notes: map<string?>
    sizes: map<float(0..1)>
    email: string? @format(email)
    at: timestamp
    reward: Reward?
    any: json
  }
  event OrderNoted { key orderId: uuid  toString: string  lines: Money[] }
}`;

const valid = {
    orderId: '0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a11', lines: [{ sku: 'ab', quantity: 1, price: { amount: '1.50', currency: 'EUR' }, more: [{ sku: 'abc', quantity: 9 }] }],
    paid: { $type: 'Card', number: '1234' }, notes: { a: 'x', b: null }, sizes: { s: 0.5 }, email: 'ada@example.org', at: '2026-01-31T12:00:00Z', reward: { $type: 'Line', sku: 'ab', quantity: 1, more: [{ sku: 'abc', quantity: 9 }] }, any: { x: [1] },
};

let text: string;
let checks: Record<string, SchemaCheck>;
/** What ajv itself says, from the same schemas and without our options. */
let reference: (name: string, data: unknown) => boolean;

beforeAll(async () => {
    const model = await modelOf(specification);
    const generation = startGeneration(model, { root: '', version: 'test' });
    ({ text } = writeValidators(generation));
    checks = await load<Record<string, SchemaCheck>>(writeProgram(model), 'generated/validators.ts');
    const ajv = new Ajv2020({ strict: false, ownProperties: true });
    for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format);
    ajv.addKeyword({ keyword: 'decimalBounds', validate: ({ minimum = -Infinity, maximum = Infinity }: { minimum?: number; maximum?: number }, data: unknown) => typeof data !== 'string' || (Number(data) >= minimum && Number(data) <= maximum) });
    const $defs = Object.fromEntries([...generation.named.values()].map(declaration => [definitionKey(declaration.id), namedSchema(declaration, generation)]));
    const compiled = new Map(model.messages.map(message => [message.name, ajv.compile({ ...objectSchema(message.fields, generation), $defs })]));
    reference = (name, data) => compiled.get(name)!(data);
});

/** Anything that may come instead of a value, what is inherited by every object included. */
const strange = fc.oneof(fc.constant(null), fc.string(), fc.integer({ min: -3, max: 12 }), fc.double(), fc.boolean(), fc.constant([]), fc.constant({}), fc.constantFrom<unknown>('EUR', '12', '-1', '1e3', 'ab', { $type: 'Transfer', iban: 'x' }, { $type: 'Nobody' }));

/** The valid message with some of it replaced, left out or added, at any depth. */
const damaged = fc.array(fc.record({ steps: fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), value: fc.option(strange, { nil: undefined }) }), { maxLength: 3 }).map(changes => {
    const data = structuredClone(valid) as Record<string, unknown>;
    for (const { steps, value } of changes) {
        let place: Record<string, unknown> = data;
        for (const [index, step] of steps.entries()) {
            const keys = Object.keys(place);
            const key = keys[step % Math.max(1, keys.length)] ?? 'added';
            const inner = place[key];
            if (index < steps.length - 1 && typeof inner === 'object' && inner !== null) place = inner as Record<string, unknown>;
            else {
                if (value === undefined) delete place[key];
                else place[key] = value;
                break;
            }
        }
    }
    return data;
});

describe('compiled validators', () => {
    test('take what is valid', () => {
        expect(checks.Shop_OrderPlaced!(valid)).toBe(true);
        expect(checks.Shop_OrderPlaced!.errors).toBeNull();
    });

    test('say of anything what ajv says of it, and of what is wrong, where', () => {
        let refused = 0;
        fc.assert(fc.property(damaged, data => {
            const isValid = checks.Shop_OrderPlaced!(data);
            expect(isValid).toBe(reference('OrderPlaced', data));
            if (isValid) return;
            refused++;
            const { errors } = checks.Shop_OrderPlaced!;
            expect(errors!.length).toBeGreaterThan(0);
            for (const { instancePath, message } of errors!) {
                expect(instancePath).toMatch(/^(\/[^/]+)*$/);
                expect(message).toMatch(/^must /);
            }
        }), { numRuns: 2000 });
        expect(refused).toBeGreaterThan(500);
    });

    test('tell apart what an object has from what every object inherits', () => {
        expect(checks.Shop_OrderNoted!({ orderId: valid.orderId, lines: [] })).toBe(false);
        expect(checks.Shop_OrderNoted!({ orderId: valid.orderId, lines: [], toString: 'x' })).toBe(true);
    });

    test('tell the place of a mistake below a type that is shared', () => {
        checks.Shop_OrderPlaced!({ ...valid, lines: [{ sku: 'ab', quantity: 1 }, { sku: 'ab', quantity: 1, price: { amount: '1', currency: 'USD' } }] });
        expect(checks.Shop_OrderPlaced!.errors).toEqual([{ instancePath: '/lines/1/price/currency', message: `must be one of 'EUR', 'GBP'` }]);
    });

    test('check a type that is another one by a name of its own', async () => {
        const folder = writeProgram(await modelOf('context Shop { type Money { amount: decimal }  type Fee = Money  event OrderPlaced { key orderId: uuid  fee: Fee } }'));
        const { Shop_OrderPlaced: check } = await load<Record<string, SchemaCheck>>(folder, 'generated/validators.ts');
        expect(check!({ orderId: valid.orderId, fee: { amount: '1' } })).toBe(true);
        expect(check!({ orderId: valid.orderId, fee: { amount: 1 } })).toBe(false);
        expect(check!.errors).toEqual([{ instancePath: '/fee/amount', message: 'must be string' }]);
    });

    test('hold each shared definition once, and nothing that no one reads', () => {
        expect(text.match(/'EUR', 'GBP'/g)).toHaveLength(1);
        expect(text.match(/\bamount === undefined/g)).toHaveLength(1);
        expect(text).not.toMatch(/schemaPath|params|evaluated|rootData|parentData/);
    });
});
