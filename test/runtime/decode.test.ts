import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { BrokerError } from '../../src/runtime/broker.js';
import { decodeEnvelope, undecodableEnvelope, UndecodableMessage } from '../../src/runtime/decode.js';
import { encodeEnvelope } from '../../src/runtime/encode.js';
import { message } from './brokers/messages.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

describe('Bytes become an envelope', () => {
    it('as it was written, whatever JSON its data is', () => {
        fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), data => {
            fc.pre(!JSON.stringify(data).includes('__proto__'));
            const envelope = message('a', { key: 'größe 🗝', data: JSON.parse(JSON.stringify(data)) as unknown });
            expect(decodeEnvelope(bytes(encodeEnvelope(envelope)))).toEqual(envelope);
        }));
    });

    it('from elsewhere, without a correlation, which then is its own', () => {
        const { correlationid: _, ...foreign } = message('a');
        expect(decodeEnvelope(bytes(JSON.stringify(foreign)))).toEqual(message('a'));
    });

    it('with a field that has the name of something that objects inherit', () => {
        const envelope = message('a', { data: JSON.parse('{"constructor":"Mies","toString":1,"hasOwnProperty":{"a":1}}') as unknown });
        expect(decodeEnvelope(bytes(JSON.stringify(envelope)))).toEqual(envelope);
    });

    it('up to the limits and not beyond them', () => {
        const exactly = bytes(JSON.stringify(message('a', { data: 'x' })));
        expect(decodeEnvelope(exactly, { bytes: exactly.length }).data).toBe('x');
        expect(() => decodeEnvelope(exactly, { bytes: exactly.length - 1 })).toThrow(`It has ${exactly.length} bytes, and may have ${exactly.length - 1} at most.`);
        // The envelope is the first level.
        expect(decodeEnvelope(bytes(JSON.stringify(message('a', { data: nested(99) })))).data).toEqual(nested(99));
        expect(() => decodeEnvelope(bytes(JSON.stringify(message('a', { data: nested(100) }))))).toThrow('too deep');
    });
});

const poison: readonly [what: string, bytes: Uint8Array, why: string][] = [
    ['of 10 MB', bytes(JSON.stringify(message('a', { data: 'x'.repeat(10_000_000) }))), 'may have 1048576 at most'],
    ['100,000 levels deep', bytes(`{"data":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`), 'too deep'],
    ['100,000 lists deep', bytes(`{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), 'too deep'],
    ['with a key __proto__', bytes(JSON.stringify(message('a')).replace('"data":{', '"data":{"__proto__":{"admin":true},')), `'__proto__'`],
    ['with a key __proto__ in other letters', bytes(JSON.stringify(message('a')).replace('"data":{', String.raw`"data":{"list":[{"\u005f_proto__":{"admin":true}}],`)), `'__proto__'`],
    ['with a constructor that has a prototype', bytes(JSON.stringify(message('a')).replace('"data":{', '"data":{"constructor":{"prototype":{"admin":true}},')), `'constructor'`],
    ['of invalid UTF-8', new Uint8Array([...bytes('{"id":"'), 0xc3, 0x28, ...bytes('"}')]), 'no valid UTF-8'],
    ['of overlong UTF-8', new Uint8Array([...bytes('{"id":"'), 0xc0, 0xaf, ...bytes('"}')]), 'no valid UTF-8'],
    ['of no bytes', new Uint8Array(), 'no valid JSON'],
    ['cut in the middle', bytes(JSON.stringify(message('a'))).subarray(0, 40), 'no valid JSON'],
    ['that is a list', bytes('[]'), 'no JSON object'],
    ['that is null', bytes('null'), 'no JSON object'],
    ['of another version of CloudEvents', bytes(JSON.stringify({ ...message('a'), specversion: '0.3' })), `'specversion'`],
    ['whose id is a number', bytes(JSON.stringify({ ...message('a'), id: 7 })), `'id'`],
    ['without a type', bytes(JSON.stringify({ ...message('a'), type: '' })), `'type'`],
    ['without a source', bytes(JSON.stringify({ ...message('a'), source: undefined })), `'source'`],
    ['whose subject is an object', bytes(JSON.stringify({ ...message('a'), subject: {} })), `'subject'`],
    ['whose correlation is a list', bytes(JSON.stringify({ ...message('a'), correlationid: [] })), `'correlationid'`],
];

it.each(poison)('A message %s is none, and the reason is short', (_what, given, why) => {
    const error = (() => {
        try {
            return decodeEnvelope(given);
        } catch (thrown) {
            return thrown;
        }
    })();
    expect(error).toBeInstanceOf(UndecodableMessage);
    expect((error as Error).message).toContain(why);
    expect((error as Error).message.length).toBeLessThan(200);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

it('What is no message is kept as base64, as much of it as a message may have', () => {
    const given = new Uint8Array(100_000).map((_, index) => index * 7);
    const place = { id: 'orders/7', channel: 'orders', time: '2025-01-01T00:00:00.000Z' };
    const whole = undecodableEnvelope(given, place);
    expect(whole).toMatchObject({ id: 'orders/7', type: 'Sluice.Undecodable.v1', data: { bytes: 100_000, base64: Buffer.from(given).toString('base64') } });
    expect(undecodableEnvelope(given, place, { bytes: 10 }).data).toEqual({ bytes: 100_000, base64: Buffer.from(given.subarray(0, 10)).toString('base64') });
    expect(decodeEnvelope(bytes(encodeEnvelope(whole)))).toEqual(whole);
});

it('What could not be read again is not written', () => {
    const refused = (data: unknown, limits = {}): string => {
        try {
            return encodeEnvelope(message('a', { data }), limits);
        } catch (error) {
            expect(error).toBeInstanceOf(BrokerError);
            return (error as BrokerError).code;
        }
    };
    expect(refused('ü'.repeat(600_000))).toBe('invalid-message');
    expect(refused(nested(100))).toBe('invalid-message');
    expect(refused(nested(100_000))).toBe('invalid-message');
    expect(refused(JSON.parse('{"__proto__":{}}'))).toBe('invalid-message');
    expect(refused('ü'.repeat(500_000))).toContain('üü');
    expect(refused('ü'.repeat(50), { bytes: 100 })).toBe('invalid-message');
});
