import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyChanges, type Applied } from '../../../src/workspace/live/apply-plan.js';
import { compareWithNote, compareWithServer } from '../../../src/workspace/live/compare.js';
import { changesToMake, findObstacles, type Allowance } from '../../../src/workspace/live/obstacles.js';
import { keyOf, type Resource } from '../../../src/workspace/live/resource.js';
import { actual, box, letter, ServerInMemory } from './server-in-memory.js';

const everything = new Set<Allowance>(['adopt', 'allow-recreate', 'allow-delete', 'allow-data-loss']);

async function apply(server: ServerInMemory, desired: readonly Resource[], allowed: ReadonlySet<Allowance> = everything): Promise<Applied> {
    const { plan, note } = await compareWithServer(server, desired);
    const changes = changesToMake(plan, allowed);
    if (findObstacles(changes, allowed).length > 0) throw new Error('There are obstacles.');
    return await applyChanges(server, changes, { desired, note, dataLoss: allowed.has('allow-data-loss'), onDone: () => {} });
}

async function actions(server: ServerInMemory, desired: readonly Resource[]): Promise<string[]> {
    return (await compareWithServer(server, desired)).plan.changes.map(change => `${change.action} ${keyOf(change)}`);
}

describe('applying a plan', () => {
    test('deletes first what is made anew, then makes and changes, and deletes last what is no longer asked for', async () => {
        const server = new ServerInMemory();
        await apply(server, [box('a'), letter('x', 'a'), box('old'), letter('y', 'old')]);
        server.calls.length = 0;
        await apply(server, [box('a', { size: 2 }), letter('x', 'a'), box('b'), letter('z', 'b')]);
        expect(server.calls).toEqual([
            'remove letter/x', 'remove box/a', 'create box/a', 'create box/b', 'create letter/x', 'create letter/z', 'remove letter/y', 'remove box/old',
        ]);
        expect(await actions(server, [box('a', { size: 2 }), letter('x', 'a'), box('b'), letter('z', 'b')])).toEqual([]);
    });

    test('tells what the server has taken and not done', async () => {
        const server = new ServerInMemory([], { deaf: 'color' });
        const { done, ignored } = await apply(server, [box('a', { color: 'red' }), box('b')]);
        expect(done.length).toBe(2);
        expect(ignored).toMatchObject([{ name: 'a', settings: [{ setting: 'color', from: 'white', to: 'red' }] }]);
    });

    test('does not delete where messages have come meanwhile', async () => {
        const server = new ServerInMemory();
        await apply(server, [box('a'), box('b')]);
        const { plan, note } = await compareWithServer(server, [box('a', { size: 2 })]);
        server.put(actual(box('a'), 2));
        const allowed = new Set<Allowance>(['allow-recreate', 'allow-delete']);
        await expect(applyChanges(server, changesToMake(plan, allowed), { desired: [box('a', { size: 2 })], note, dataLoss: false, onDone: () => {} })).rejects.toThrow("The box 'a' holds 2 messages by now, and was not deleted.");
        expect(server.has('box/a')).toMatchObject({ messages: 2, settings: { size: 1 } });
    });

    test('leaves what others made, also where it is as the specification says', async () => {
        const server = new ServerInMemory([actual(box('a')), actual(box('theirs'))]);
        await apply(server, [box('a'), box('b')]);
        expect(await actions(server, [])).toEqual(['delete box/b']);
        await apply(server, []);
        expect([server.has('box/a'), server.has('box/theirs'), server.has('box/b')].map(Boolean)).toEqual([true, true, false]);
    });

    test('owns from then on what it took over', async () => {
        const server = new ServerInMemory([actual(box('a', { color: 'blue' }))]);
        await apply(server, [box('a')]);
        expect(await actions(server, [])).toEqual(['delete box/a']);
    });

    test.each(['create box/a', 'create box/b', 'remove box/c', 'create box/c', 'change box/d', 'remove box/old', 'create letter/x'])('goes on after a failure at: %s', async failsAt => {
        const before = [box('c'), box('d'), box('old')];
        const desired = [box('a'), box('b'), box('c', { size: 2 }), box('d', { color: 'red' }), letter('x', 'a')];
        const server = new ServerInMemory();
        await apply(server, before);
        server.faults.failsAt = failsAt;
        await expect(apply(server, desired)).rejects.toMatchObject({ message: `It cannot ${failsAt}.`, details: { hint: expect.stringMatching(/^\d of 6 changes were made\. Run 'sluice apply' again for the rest\.$/) } });
        expect((await compareWithNote(server))?.drift).toEqual([]);
        await apply(server, desired);
        expect(await actions(server, desired)).toEqual([]);
        await apply(server, []);
        expect((await server.read()).resources).toEqual([]);
    });

    test('does not take for its own what somebody else made while it failed', async () => {
        const server = new ServerInMemory([], { failsAt: 'create box/a' });
        const desired = [box('a'), box('b'), letter('x', 'b')];
        await expect(apply(server, desired)).rejects.toThrow('It cannot create box/a.');
        server.put(actual(letter('x', 'b', { color: 'blue' })));
        expect((await compareWithServer(server, desired)).plan).toMatchObject({ changes: [{ action: 'create', name: 'a' }, { action: 'change', name: 'x', adopts: true }], unchanged: [{ owned: true }] });
    });
});

describe('drift', () => {
    test('is nothing before anything was applied', async () => {
        expect(await compareWithNote(new ServerInMemory([actual(box('a'))]))).toBeUndefined();
    });

    test('is what others changed and deleted, and not what the specification says otherwise by now', async () => {
        const server = new ServerInMemory();
        await apply(server, [box('a'), box('b'), box('c')]);
        server.put(actual(box('a', { color: 'blue' })));
        server.drop('box/b');
        server.put(actual(box('theirs')));
        expect((await compareWithNote(server))?.drift).toMatchObject([{ what: 'changed', name: 'a', settings: [{ setting: 'color', from: 'white', to: 'blue' }] }, { what: 'gone', name: 'b' }]);
    });

    test('is seen also in what others made as the specification says', async () => {
        const server = new ServerInMemory([actual(box('a'))]);
        await apply(server, [box('a')]);
        server.drop('box/a');
        expect((await compareWithNote(server))?.drift).toMatchObject([{ what: 'gone', name: 'a' }]);
    });

    test('cannot be told from a note that is something else', async () => {
        for (const text of ['', '[]', '{"version":2,"entries":{}}', '{"version":1,"entries":{"box/a":null}}', '{"version":1,"entries":{"a":{"owned":true}}}']) {
            const server = new ServerInMemory();
            await server.writeNote(text);
            await expect(compareWithServer(server, [])).rejects.toThrow("The note that 'sluice apply' keeps at nowhere:1 is not one that this version can read.");
        }
    });
});

describe('whatever a server has and a specification asks for', () => {
    const settings = fc.record({ color: fc.constantFrom('white', 'red'), size: fc.constantFrom(1, 2) });
    const names = fc.constantFrom('a', 'b', 'c');
    const boxes = fc.uniqueArray(fc.tuple(names, settings), { selector: ([name]) => name });
    const system = boxes.chain(chosen => fc.tuple(fc.constant(chosen), chosen.length === 0 ? fc.constant([]) : fc.uniqueArray(fc.tuple(names, fc.constantFrom(...chosen.map(([name]) => name)), settings), { selector: ([name]) => name })))
        .map(([chosen, letters]): Resource[] => [...chosen.map(([name, own]) => box(name, own)), ...letters.map(([name, inside, own]) => letter(`${inside}/${name}`, inside, own))]);

    test('a plan that was applied leaves nothing to do, and touches nothing of others', async () => {
        await fc.assert(fc.asyncProperty(system, system, system, fc.boolean(), async (theirs, first, second, adopts) => {
            const server = new ServerInMemory(theirs.map(resource => actual(resource)));
            const all = adopts ? [first, second] : [first, second].map(desired => desired.filter(resource => ![...theirs].some(other => other.name.split('/')[0] === resource.name.split('/')[0])));
            for (const desired of all) {
                await apply(server, desired);
                expect(await actions(server, desired)).toEqual([]);
                expect((await compareWithNote(server))?.drift).toEqual([]);
                for (const resource of desired) expect(server.has(keyOf(resource))).toEqual(actual(resource));
            }
            const wanted = new Set(all.flat().map(keyOf));
            if (!adopts) for (const resource of theirs) expect(server.has(keyOf(resource))).toEqual(actual(resource));
            // What nobody asks for any more is gone, unless others made it.
            const left = (await server.read()).resources.map(keyOf).filter(key => !theirs.some(other => keyOf(other) === key));
            expect(left.filter(key => wanted.has(key)).sort()).toEqual(all.at(-1)!.map(keyOf).filter(key => !theirs.some(other => keyOf(other) === key)).sort());
        }));
    });
});
