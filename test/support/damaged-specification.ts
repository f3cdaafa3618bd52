import fc from 'fast-check';
import { specification, type RandomSpecification } from './random-specification.js';

const strays = ['{', '}', '(', ')', '[', ']', '->', '=', '=>', '>', '*', '/', '"', '/*', '//', ',', '.', '..', ':', '@', '?', 'or', 'not', 'by', 'on', 'event', 'context', '1', '§'];

/** Systems as they are while somebody writes them: up to three places have words too few, too many, twice or astray. */
export function damagedSpecification(): fc.Arbitrary<RandomSpecification> {
    const damage = fc.record({ place: fc.nat(), length: fc.integer({ min: 0, max: 4 }), inserted: fc.oneof(fc.constant(''), fc.constantFrom(...strays), fc.nat()) });
    return fc.tuple(specification(), fc.array(damage, { minLength: 1, maxLength: 3 })).map(([{ files }, damages]) => ({
        files: files.map(({ name, text }) => {
            const words = text.split(/(\s+|\b)/);
            for (const { place, length, inserted } of damages) {
                const word = typeof inserted === 'string' ? inserted : words[inserted % words.length]!;
                words.splice(place % words.length, length, word);
            }
            return { name, text: words.join('') };
        }),
    }));
}
