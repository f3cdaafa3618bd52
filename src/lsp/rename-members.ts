import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position } from 'vscode-languageserver-types';
import { collectDocumentDiagnostics } from '../language/document-diagnostics.js';
import { findCarryOvers, renameInModel, type CarriedField, type CarryOver } from '../model/renaming/carry-overs.js';
import type { Origin } from '../model/flow-model.js';
import { placeKey, type Member, type NameUse, type NameUses } from '../model/renaming/name-uses.js';
import { SluiceError } from '../model/sluice-error.js';
import type { NamedSymbol } from './symbol-at.js';
import { SystemDocuments, type SystemNames } from './system-documents.js';
import type { NotedEdit } from './workspace-edit.js';
import { writeOut } from './write-out.js';

/** Members that get another name together, by the places of their declarations. */
type Group = ReadonlyMap<string, Member>;

/**
 * The edits that give a field, a value of an enum or a part's key another name, so that the specification means what it
 * meant before:
 *
 * - At its declaration, or where a path or an assignment names it, one field is renamed. What was carried over by its name
 *   alone is written out: `-> OrderPlaced` becomes `-> OrderPlaced { sum = command.total }`, and where a part is found by
 *   it, `on OrderPlaced` becomes `on OrderPlaced key event.number`. These edits have a note, since nobody asked for them.
 * - At a word that stands for the fields of several messages, as in `by orderId` or `order by customerId`, all of them are
 *   renamed, and so are those that other such words tie to them; but not what another system publishes.
 *
 * Throws a `SluiceError` where the name is taken, where a clause would no longer name what it names, or where fields that
 * had nothing to do with each other would be carried over because of the new name.
 */
export async function renameMembers(symbol: NamedSymbol, names: SystemNames, newName: string): Promise<NotedEdit[]> {
    const { uses } = names;
    const group = findGroup(symbol, uses);
    for (const { owner } of group.values()) {
        if (owner.members.some(({ name }) => name === newName)) throw new SluiceError(`'${owner.name}' has a '${newName}' already. Choose another name, or rename that one first.`);
    }
    const words = wordsOf(group, uses);
    const carried = findBroken(group, uses, newName);
    const edits = [...words.map(({ uri, range }): NotedEdit => ({ uri, range, newText: newName })), ...writeOut(carried, names)];
    await refuseOtherMeaning(edits, names, newName);
    return edits;
}

function findGroup({ declarations }: NamedSymbol, uses: NameUses): Group {
    const group = new Map<string, Member>();
    const add = (origins: Origin[]) => {
        const before = group.size;
        for (const origin of origins) {
            const member = uses.memberAt(origin);
            if (member) group.set(placeKey(origin), member);
        }
        return group.size > before;
    };
    const clausesOf = () => uses.usesOf(originsOf(group)).filter(({ clause }) => clause !== undefined);
    const ours = (origins: Origin[]) => origins.filter(origin => !uses.memberAt(origin)?.owner.external);
    const origins = declarations.map(({ origin }) => origin);
    if (origins.length === 1) add(origins);
    else {
        add(ours(origins).length > 0 ? ours(origins) : origins);
        while (add(ours(clausesOf().flatMap(({ declarations: tied }) => tied))));
    }
    // A key that is no field has its name from the messages: it follows when none of them is left that has the old one.
    for (const { clause, declarations: [own, ...fields] } of clausesOf()) {
        if (clause === 'by' && own && uses.memberAt(own)?.kind === 'key' && fields.length > 0 && fields.every(field => group.has(placeKey(field)))) add([own]);
    }
    return group;
}

/** Every place where the old name stands for something of the group. */
function wordsOf(group: Group, uses: NameUses): Origin[] {
    const found = new Map(originsOf(group).map(origin => [placeKey(origin), origin]));
    for (const { origin, declarations, clause } of uses.usesOf(originsOf(group))) {
        const others = declarations.filter(declaration => !group.has(placeKey(declaration)));
        if (clause === 'by') {
            if (!group.has(placeKey(declarations[0]!))) continue;
        } else if (others.length > 0) {
            const { name } = group.values().next().value!;
            const owners = [...new Set(others.map(other => `'${uses.memberAt(other)!.owner.name}'`))].join(', ');
            throw new SluiceError(`'${clause} ${name}' also stands for the field of this name in ${owners}, and would no longer do so for both. Rename it at that clause, which renames all of them.`);
        }
        found.set(placeKey(origin), origin);
    }
    return [...found.values()];
}

/** The values that would no longer be carried over, with the names of then. */
function findBroken(group: Group, { model }: NameUses, newName: string): CarryOver[] {
    const id = ({ kind, place, target }: CarryOver) => `${kind} ${placeKey(place)} ${placeKey(target.origin)}`;
    const before = findCarryOvers(model);
    const after = new Map(findCarryOvers(renameInModel(model, originsOf(group), newName)).map(carried => [id(carried), carried]));
    const known = new Set(before.map(id));
    for (const carried of after.values()) {
        // A part that could not be found before is found now, which is no harm.
        if (known.has(id(carried)) || carried.kind === 'key') continue;
        throw new SluiceError(`'${carried.target.name}' of '${carried.targetOwner}' would be filled from '${carried.sourceOwner}', because fields of one name are carried over. Choose another name; if that is what you want, change the declaration by hand.`);
    }
    const renamed = <F extends CarriedField>(field: F): F => (group.has(placeKey(field.origin)) ? { ...field, name: newName } : field);
    return before.filter(carried => {
        const now = after.get(id(carried));
        return !now || placeKey(now.source.origin) !== placeKey(carried.source.origin);
    }).map(carried => ({ ...carried, target: renamed(carried.target), source: renamed(carried.source) }));
}

/** Tries the edits: some names are read as something else in some places, such as `key` after `order by`. */
async function refuseOtherMeaning(edits: NotedEdit[], { documents, uses }: SystemNames, newName: string): Promise<void> {
    const trial = new SystemDocuments('');
    const movers = new Map<string, (position: Position) => Position>();
    for (const { uri, textDocument } of documents) {
        const own = edits.filter(edit => edit.uri === uri.toString());
        const text = TextDocument.applyEdits(textDocument, own);
        movers.set(uri.toString(), createMover(textDocument, own, text));
        trial.set(uri.toString(), text);
    }
    const after = await trial.names();
    const refuse = ({ uri, range }: Origin): never => {
        throw new SluiceError(`With the name '${newName}' something else would be meant in line ${range.start.line + 1} of ${decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1))}. Choose another name.`);
    };
    for (const document of documents) {
        const changed = after.documents.find(({ uri }) => uri.toString() === document.uri.toString())!;
        const [first] = collectDocumentDiagnostics(changed).slice(collectDocumentDiagnostics(document).length);
        if (first) refuse(first.origin);
    }
    const moved = ({ uri, range: { start, end } }: Origin): Origin => ({ uri, range: { start: movers.get(uri)!(start), end } });
    const known = new Set(uses.problems.map(({ origin }) => placeKey(moved(origin))));
    const problem = after.uses.problems.find(({ origin }) => !known.has(placeKey(origin)));
    if (problem) refuse(problem.origin);
    for (const use of uses.uses) {
        const place = moved(use.origin);
        if (!meansTheSame(use.declarations.map(moved), after.uses.useAt(place.uri, place.range.start), use.clause)) refuse(place);
    }
}

function meansTheSame(expected: Origin[], { declarations = [] }: Partial<NameUse> = {}, clause: NameUse['clause']): boolean {
    const wanted = new Set(expected.map(placeKey));
    const found = new Set(declarations.map(placeKey));
    // A message whose key is written out is no longer found by the name after `by`.
    return [...found].every(place => wanted.has(place)) && (clause === 'by' ? found.has([...wanted][0]!) : found.size === wanted.size);
}

/** Tells where something is after edits. */
function createMover(before: TextDocument, edits: NotedEdit[], text: string): (position: Position) => Position {
    if (edits.length === 0) return position => position;
    const after = TextDocument.create(before.uri, before.languageId, 0, text);
    const changes = edits.map(({ range, newText }) => ({ end: before.offsetAt(range.end), grown: newText.length - (before.offsetAt(range.end) - before.offsetAt(range.start)) }));
    return position => {
        const offset = before.offsetAt(position);
        return after.positionAt(offset + changes.reduce((sum, { end, grown }) => (end <= offset ? sum + grown : sum), 0));
    };
}

function originsOf(group: Group): Origin[] {
    return [...group.values()].map(({ origin }) => origin);
}
