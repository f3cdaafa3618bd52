import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SystemDocuments } from '../../src/lsp/system-documents.js';
import { checkModelInSteps } from '../../src/rules/engine.js';
import { latestSetVersion, RuleSettings } from '../../src/rules/settings.js';
import { openExample } from '../examples/open-example.js';
import { samples } from '../support/properties.js';

const settings = new RuleSettings({ name: 'all', version: latestSetVersion });

function openSystem(texts: ReadonlyMap<string, string>): SystemDocuments {
    const system = new SystemDocuments('file:///');
    system.configure({ checkRules: (model, all) => checkModelInSteps(model, all, { settings }), ruleSet: 'all', configurationDiagnostics: [] });
    for (const [uri, text] of texts) system.set(uri, text);
    return system;
}

async function describe(system: SystemDocuments): Promise<string[]> {
    const found = [...(await system.diagnostics())!].flatMap(([uri, list]) => list.map(diagnostic => `${uri} ${JSON.stringify(diagnostic)}`));
    return found.sort();
}

/** What somebody does to a file; places are fractions of its length, so that an edit fits whatever came before it. */
type Edit = { file: number; askModelFirst?: boolean } & (
    | { kind: 'remove'; at: number; length: number }
    | { kind: 'insert'; at: number; text: string }
    | { kind: 'swap'; at: number; other: number }
    | { kind: 'rename'; at: number; name: string }
    | { kind: 'delete' } | { kind: 'restore' }
);

/** Somebody hovers before the rules have looked. */
const askModelFirst = fc.boolean();
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const file = fc.nat(30);
const words = fc.constantFrom('context Other {', '}', ' public', 'event OrderPlaced {}', 'command PlaceOrder {}', 'key ', '// sluice-ignore naming/past-tense: why not\n', '"', '->', ' send ', 'version 2 ', '/*', '*/', '?', '\n', 'topic T { carries ');
const edit: fc.Arbitrary<Edit> = fc.oneof(
    fc.record({ kind: fc.constant('remove' as const), file, askModelFirst, at: place, length: fc.nat(60) }),
    fc.record({ kind: fc.constant('insert' as const), file, askModelFirst, at: place, text: words }),
    fc.record({ kind: fc.constant('swap' as const), file, askModelFirst, at: place, other: place }),
    fc.record({ kind: fc.constant('rename' as const), file, askModelFirst, at: place, name: fc.constantFrom('Thing', 'OrderPlaced', 'orderId', 'public', 'Ordering') }),
    fc.record({ kind: fc.constant('delete' as const), file }),
    fc.record({ kind: fc.constant('restore' as const), file }),
);

function apply(text: string, original: string, change: Edit): string | undefined {
    switch (change.kind) {
        case 'remove': {
            const start = Math.floor(change.at * text.length);
            return text.slice(0, start) + text.slice(start + change.length);
        }
        case 'insert': {
            const start = Math.floor(change.at * text.length);
            return text.slice(0, start) + change.text + text.slice(start);
        }
        case 'swap': {
            const lines = text.split('\n');
            const [left, right] = [change.at, change.other].map(at => Math.floor(at * lines.length));
            [lines[left!], lines[right!]] = [lines[right!]!, lines[left!]!];
            return lines.join('\n');
        }
        case 'rename': {
            const names = [...text.matchAll(/[A-Za-z]\w*/g)];
            const name = names[Math.floor(change.at * names.length)];
            return name ? text.slice(0, name.index) + change.name + text.slice(name.index + name[0].length) : text;
        }
        case 'delete': return undefined;
        case 'restore': return original;
    }
}

const { files } = await openExample('shop');
const originals = new Map(files.map(({ uri, text }) => [uri, text]));
const uris = [...originals.keys()];

it('after any sequence of edits the editor knows what a fresh start would', async () => {
    await fc.assert(fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async edits => {
        const texts = new Map(originals);
        const system = openSystem(texts);
        for (const change of edits) {
            const uri = uris[change.file % uris.length]!;
            const text = apply(texts.get(uri) ?? '', originals.get(uri)!, change);
            if (text === undefined) {
                texts.delete(uri);
                system.delete(uri);
            } else {
                texts.set(uri, text);
                system.set(uri, text);
            }
            const fresh = openSystem(texts);
            if (change.askModelFirst) await system.model();
            expect(await describe(system)).toEqual(await describe(fresh));
            // With what the rules have noted in it.
            expect(JSON.stringify(await system.model()) === JSON.stringify(await fresh.model())).toBe(true);
        }
    }), samples(12));
});
