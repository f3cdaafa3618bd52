import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renameAt } from '../../src/lsp/rename.js';
import { SystemDocuments } from '../../src/lsp/system-documents.js';
import type { Assignment, Expression, FlowModel, MessageOutput, Outcome } from '../../src/model/flow-model.js';
import { checkModel } from '../../src/rules/engine.js';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { withoutOrigins } from '../support/build-model.js';
import { samples } from '../support/properties.js';
import { specification } from '../support/random-specification.js';

const fresh = 'renamedOnce';

test('A field, a value or a key gets another name, and the specification means what it meant', async () => {
    await fc.assert(fc.asyncProperty(specification({ comments: true, spaces: true }), fc.nat(), async ({ files }, choice) => {
        const texts = new Map(files.map(({ name, text }) => [`file:///${name}`, text]));
        const before = await open(texts);
        const names = await before.names();
        const { uses, linked } = names;
        const member = uses.members[choice % Math.max(uses.members.length, 1)];
        if (!member) return;
        const places = [member.origin, ...uses.usesOf([member.origin]).map(({ origin }) => origin)];
        const place = places[choice % places.length]!;
        const document = linked.get(place.uri)!;
        const edits = await renameAt(document, names, place.range.start, fresh).catch((error: Error) => {
            // What a clause says of several messages at once cannot be said of them one by one.
            if (/ by .* also stands for/.test(error.message)) return undefined;
            throw error;
        });
        if (!edits) return;
        const after = await open(new Map([...texts].map(([uri, text]) => [uri, TextDocument.applyEdits(TextDocument.create(uri, 'sluice', 0, text), edits.filter(edit => edit.uri === uri))])));
        const model = await after.model();
        expect([...(await after.diagnostics())!.values()].flat()).toEqual([]);
        expect(checkModel(model, new Map()).filter(({ severity }) => severity === 'error')).toEqual([]);
        void (await after.names()).uses;
        expect(meaning(model, member.name)).toEqual(meaning(uses.model, member.name));
    }), samples(150));
});

async function open(texts: Map<string, string>): Promise<SystemDocuments> {
    const system = new SystemDocuments('file:///');
    for (const [uri, text] of texts) system.set(uri, text);
    await system.names();
    return system;
}

/** What a model says: without places, with the old name for the new one, and whatever is written out as if it were carried over. */
function meaning(model: FlowModel, oldName: string): unknown {
    const copy = JSON.parse(JSON.stringify(withoutOrigins(model)).replaceAll(fresh, oldName)) as FlowModel;
    const isWrittenOut = ({ field, operator, value }: Assignment) => operator === '=' && value.kind === 'path' && value.segments.length === 1 && value.segments[0] === field;
    const carry = ({ assignments, filling }: MessageOutput) => {
        const explicit = new Map(assignments.filter(isWrittenOut).map(({ field, value }) => [field, value.kind === 'path' && value.root === 'state' ? 'state' : 'message'] as const));
        for (const each of filling) each.from = each.from === 'key' ? 'state' : explicit.get(each.field) ?? each.from;
        for (const field of explicit.keys()) assignments.splice(assignments.findIndex(each => each.field === field), 1);
    };
    const carryAll = ({ alternatives }: Outcome) => alternatives.flat().forEach(part => part.kind !== 'reject' && carry(part));
    const dropKey = (taken: { key?: Expression }, { key }: { key: string }) => {
        if (taken.key?.kind === 'path' && taken.key.segments.join('.') === key) delete taken.key;
    };
    for (const upcast of copy.messages.flatMap(({ upcasts }) => upcasts)) upcast.assignments = upcast.assignments.filter(each => !isWrittenOut(each));
    for (const part of [...copy.services, ...copy.aggregates]) {
        for (const handling of part.handles) {
            handling.branches.forEach(({ outcome }) => carryAll(outcome));
            if (part.kind === 'aggregate') dropKey(handling, part);
        }
    }
    for (const { reactions, schedules } of copy.services) for (const { outcome } of [...reactions, ...schedules]) if (outcome) carryAll(outcome);
    for (const part of [...copy.aggregates, ...copy.projections]) part.evolutions.forEach(evolution => dropKey(evolution, part));
    for (const process of copy.processes) {
        const steps = [...process.starts, ...process.anywhere, ...process.states.flatMap(state => state.steps)];
        steps.forEach(step => dropKey(step, process));
        for (const step of [...steps, ...process.states.flatMap(({ timers }) => timers)]) {
            for (const action of step.actions) {
                if (action.kind === 'set') action.assignments = action.assignments.filter(each => !isWrittenOut(each));
                if (action.kind === 'send') [action, ...(action.undo ? [action.undo] : [])].forEach(carry);
            }
            step.actions = step.actions.filter(action => action.kind !== 'set' || action.assignments.length > 0);
        }
    }
    return copy;
}
