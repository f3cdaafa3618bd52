import { describe, expect, test } from 'vitest';
import { changesToMake, findObstacles, type Allowance } from '../../../src/workspace/live/obstacles.js';
import { planChanges } from '../../../src/workspace/live/plan.js';
import { keyOf, type ActualResource, type Resource } from '../../../src/workspace/live/resource.js';
import { actual, box, kinds, letter } from './server-in-memory.js';

function plan(desired: Resource[], present: ActualResource[], owned: readonly Resource[] = present) {
    return planChanges({ desired, actual: present, owned: new Set(owned.map(keyOf)), kinds });
}

describe('a plan', () => {
    test('creates what is missing, in the order of kinds and names', () => {
        const { changes } = plan([letter('x', 'a'), box('b'), box('a')], []);
        expect(changes.map(change => `${change.action} ${keyOf(change)}`)).toEqual(['create box/a', 'create box/b', 'create letter/x']);
    });

    test.each<[string, Resource, object | undefined]>([
        ['nothing where nothing differs', box('a'), undefined],
        ['a change for what changes in place', box('a', { color: 'red' }), { action: 'change', settings: [{ setting: 'color', from: 'white', to: 'red', way: 'in-place' }] }],
        ['a change for a member of a record', box('a', { tags: { new: 1 } }), { action: 'change', settings: [{ setting: 'tags.new', from: undefined, to: 1 }] }],
        ['to make anew what does not', box('a', { color: 'red', size: 2 }), { action: 'recreate', messages: 3, settings: [{ setting: 'color' }, { setting: 'size' }] }],
        ['what only other tools change', box('a', { slot: 'left' }), { action: 'by-hand' }],
        ['nothing for how something began', box('a', { born: 'late' }), undefined],
    ])('has %s', (_, desired, expected) => {
        const { changes, unchanged } = plan([desired], [actual(box('a'), 3)]);
        expect(changes).toMatchObject(expected === undefined ? [] : [expected]);
        expect(unchanged.length).toBe(expected === undefined ? 1 : 0);
    });

    test('takes records for the same whatever the order of their members, and lists not', () => {
        const before = actual(box('a', { tags: { one: 1, two: 2 }, list: [1, 2] }));
        expect(plan([box('a', { tags: { two: 2, one: 1 }, list: [1, 2] })], [before]).changes).toEqual([]);
        expect(plan([box('a', { tags: { two: 2, one: 1 }, list: [2, 1] })], [before]).changes).toMatchObject([{ settings: [{ setting: 'list' }] }]);
    });

    test('makes anew what goes with something that is made anew, and counts its messages once', () => {
        const { changes } = plan([box('a', { size: 2 }), letter('x', 'a')], [actual(box('a'), 5), actual(letter('x', 'a'), 5)]);
        expect(changes).toMatchObject([{ action: 'recreate', name: 'a', messages: 5 }, { action: 'recreate', name: 'x', messages: 0, because: 'box a' }]);
    });

    test('deletes only what is its own and no longer asked for', () => {
        const present = [actual(box('mine'), 2), actual(box('theirs'), 2)];
        const { changes, foreign } = plan([], present, [box('mine')]);
        expect(changes).toMatchObject([{ action: 'delete', name: 'mine', messages: 2 }]);
        expect(foreign.map(({ name }) => name)).toEqual(['theirs']);
    });

    test('says what of others goes with something', () => {
        const present = [actual(box('a')), actual(letter('theirs', 'a'))];
        expect(plan([box('a', { size: 2 })], present, [box('a')]).changes).toMatchObject([{ takesAlong: ['letter theirs'] }]);
        expect(plan([], present, [box('a')]).changes).toMatchObject([{ action: 'delete', takesAlong: ['letter theirs'] }]);
    });

    test('says which of what is there others have made', () => {
        const { changes, unchanged } = plan([box('a'), box('b', { color: 'red' }), box('c')], [actual(box('a')), actual(box('b')), actual(box('c'))], [box('c')]);
        expect(changes).toMatchObject([{ action: 'change', name: 'b', adopts: true }]);
        expect(unchanged.map(({ resource: { name }, owned }) => [name, owned])).toEqual([['a', false], ['c', true]]);
    });
});

describe('what keeps a plan from being applied', () => {
    test.each<[string, Resource[], ActualResource[], Resource[], Allowance[][]]>([
        ['nothing for what is created or changed', [box('a'), box('b', { color: 'red' })], [actual(box('b'), 9)], [box('b')], []],
        ['to adopt', [box('a', { color: 'red' })], [actual(box('a'), 9)], [], [['adopt']]],
        ['to make anew', [box('a', { size: 2 })], [actual(box('a'))], [box('a')], [['allow-recreate']]],
        ['to lose messages', [box('a', { size: 2 })], [actual(box('a'), 1)], [box('a')], [['allow-recreate', 'allow-data-loss']]],
        ['to delete', [], [actual(box('a'))], [box('a')], [['allow-delete']]],
        ['to take along what others made', [], [actual(box('a')), actual(letter('x', 'a'))], [box('a')], [['allow-delete', 'allow-data-loss']]],
        ['all of it', [box('a', { size: 2 })], [actual(box('a'), 1)], [], [['adopt', 'allow-recreate', 'allow-data-loss']]],
    ])('is %s', (_, desired, present, owned, expected) => {
        const { changes } = plan(desired, present, owned);
        expect(findObstacles(changes, new Set()).map(({ needs }) => needs)).toEqual(expected);
        expect(findObstacles(changes, new Set(expected.flat()))).toEqual([]);
        for (const missing of expected.flat()) expect(findObstacles(changes, new Set(expected.flat().filter(other => other !== missing))).map(({ needs }) => needs)).toEqual([[missing]]);
    });

    test('is not what only other tools change, which is left', () => {
        const found = plan([box('a', { slot: 'left' }), box('b')], [actual(box('a'))], []);
        expect(findObstacles(found.changes, new Set())).toEqual([]);
        expect(changesToMake(found, new Set()).map(({ name }) => name)).toEqual(['b']);
    });
});
