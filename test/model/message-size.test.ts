import { expect, test } from 'vitest';
import { MessageSizes } from '../../src/model/message-size.js';
import { TypeIndex } from '../../src/model/type-index.js';
import { modelOf } from '../support/model-of.js';

async function sizesOf(fields: string): Promise<number[]> {
    const model = await modelOf(`context Documents {
  enum Colour { red, ultramarine }
  type Letter = string(1)
  type Word = Letter[..10]
  type Line { words: Word[1..100]  next: Line? }
  event PageScanned { ${fields} }
}
`);
    const sizes = new MessageSizes(new TypeIndex(model));
    return model.messages[0]!.fields.map(field => sizes.field(field));
}

/** The same value as JSON, with the comma after it. */
function written(value: object): number {
    return JSON.stringify(value).length - '{}'.length + ','.length;
}

test.each([
    ['a: string(1..80)', { a: 'x'.repeat(80) }],
    ['a: string(5)', { a: 'xxxxx' }],
    ['colour: Colour', { colour: 'ultramarine' }],
    ['a: uuid', { a: '00000000-0000-0000-0000-000000000000' }],
    ['a: boolean', { a: false }],
    ['a: date', { a: '2024-01-31' }],
    ['a: bytes(..3000)', { a: Buffer.alloc(3000).toString('base64') }],
    ['a: string(1..8) or string(1..80)', { a: 'x'.repeat(80) }],
])('%s is as large as its largest value', async (field, value) => {
    expect(await sizesOf(field)).toEqual([written(value)]);
});

test('a list of lists is as large as all of its elements, with a comma after each', async () => {
    const lists = Array.from({ length: 50 }, () => Array.from({ length: 10 }, () => 'x'));
    const commas = 1 + 50;
    expect(await sizesOf('a: Word[..50]')).toEqual([written({ a: lists }) + commas]);
});

test('what has no bound is small, and so is what holds itself', async () => {
    for (const [size] of await Promise.all(['a: string', 'a: string /x+/', 'a: bytes', 'a: json', 'a: string[]', 'a: map<string>', 'a: string(1..)', 'a: Colour[]'].map(sizesOf))) expect(size).toBeLessThan(120);
    const [one] = await sizesOf('a: Line');
    expect(one).toBeGreaterThan(100 * 10 * 3);
    expect(one).toBeLessThan(10_000);
});

test('a message is the sum of its fields and an envelope', async () => {
    const model = await modelOf('context Documents {\n  event PageScanned { key pageId: uuid  text: string(1..1000) }\n}\n');
    const sizes = new MessageSizes(new TypeIndex(model));
    const { fields } = model.messages[0]!;
    expect(sizes.message(fields)).toBe(500 + 2 + sizes.field(fields[0]!) + sizes.field(fields[1]!));
});
