import { setFlagsFromString } from 'node:v8';
import { expect, it } from 'vitest';
import { openExample } from '../examples/open-example.js';

setFlagsFromString('--allow-natives-syntax');
/** What code that reads them can tell two objects apart by: V8's hidden class. */
const areAlike = new Function('left', 'right', 'return %HaveSameMap(left, right)') as (left: object, right: object) => boolean;

const { model } = await openExample('shop');

/** For each place in the model, `services[].handles[]`, the objects that stand there. */
function objectsByPlace(): Map<string, object[]> {
    const found = new Map<string, object[]>();
    const seen = new Set<object>();
    const visit = (value: unknown, place: string) => {
        if (typeof value !== 'object' || value === null || seen.has(value)) return;
        seen.add(value);
        if (Array.isArray(value)) {
            for (const element of value) visit(element, `${place}[]`);
            return;
        }
        found.set(place, [...found.get(place) ?? [], value]);
        for (const [name, inner] of Object.entries(value)) visit(inner, place === '' ? name : `${place}.${name}`);
    };
    visit(model, '');
    return found;
}

it('Elements of the model that have the same properties are few things to V8, so that reading many is fast', () => {
    const places = [...objectsByPlace()];
    expect(places.map(([place]) => place)).toContain('services[].handles[].branches[].outcome');
    for (const [place, objects] of places) {
        const known = new Map<string, object[]>();
        for (const object of objects) {
            const properties = Object.keys(object).join(' ');
            const unlike = known.get(properties) ?? [];
            if (!unlike.some(other => areAlike(other, object))) known.set(properties, [...unlike, object]);
        }
        // What a property holds, a small number or a large one, may make a second and a third.
        for (const [properties, unlike] of known) expect(unlike.length, `${place}: { ${properties} }`).toBeLessThan(4);
    }
});
