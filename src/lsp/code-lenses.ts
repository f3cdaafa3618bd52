import type { AstNode } from 'langium';
import { AstUtils, GrammarUtils } from 'langium';
import type { CodeLens, Location, Range } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';
import { contextNameOf } from '../language/scope-provider.js';
import { nameNodeOf, nameOf, qualifiedNameOf, segmentsOf } from './symbol-at.js';
import type { SpecificationDocument, SystemDocuments, SystemNames } from './system-documents.js';

/** The editor's command behind a lens on a message; its arguments: the document's URI, the message's place, the places to show. */
const showReferences = 'sluice.showReferences';
/** The editor's command behind a lens on a scenario; its arguments: the URI of the system's folder and the scenario's title. */
const runScenario = 'sluice.runScenario';

/** More parts than these are counted, not named. */
const namesShown = 2;

/** What is given and taken. */
type Subject = ast.Message | ast.Query;

/** One part or actor that has to do with a message, at one place. */
interface Involvement {
    by: AstNode;
    gives: boolean;
    location: Location;
}

/** Above each message and query who gives and who takes it, and above each scenario a way to run it. */
export function findCodeLenses(document: SpecificationDocument, names: SystemNames, { root }: Pick<SystemDocuments, 'root'>): CodeLens[] {
    const { declarations, scenarios } = document.parseResult.value;
    const contexts = declarations.filter(ast.isContext);
    const subjects = contexts.flatMap(context => context.declarations.flatMap((each): Subject[] =>
        (ast.isMessage(each) || ast.isQuery(each) ? [each] : ast.isProjection(each) ? each.queries : [])));
    return [
        ...subjects.flatMap(subject => lensOf(subject, document, names)),
        ...[...scenarios, ...contexts.flatMap(context => context.scenarios)].flatMap(scenario => {
            const range = GrammarUtils.findNodeForProperty(scenario.$cstNode, 'title')?.range;
            return range ? [{ range, command: { title: 'Run scenario', command: runScenario, arguments: [root, scenario.title] } }] : [];
        }),
    ];
}

function lensOf(subject: Subject, document: SpecificationDocument, names: SystemNames): CodeLens[] {
    const range = nameNodeOf(subject)?.range;
    // What names a message means its latest version.
    if (!range || !isLatest(subject, names)) return [];
    const involved = findInvolved(subject, names);
    const title = describe(subject, involved);
    const locations = involved.map(({ location }) => location);
    return [{ range, command: locations.length > 0 ? { title, command: showReferences, arguments: [document.uri.toString(), range.start, locations] } : { title, command: '' } }];
}

function isLatest(subject: Subject, { linked }: SystemNames): boolean {
    const own = Number((subject as Partial<ast.Message>).version ?? 1);
    return linked.declarationsOf(qualifiedNameOf(subject)).every(({ node, version }) => node.$type !== subject.$type || version <= own);
}

function findInvolved(subject: Subject, { linked }: SystemNames): Involvement[] {
    const found = linked.referencesNaming(qualifiedNameOf(subject)).flatMap(({ uri, reference, container }): Involvement[] => {
        const role = reference.ref === subject ? roleOf(container, subject) : undefined;
        const by = role && AstUtils.getContainerOfType(container, isInvolvable);
        const range: Range | undefined = reference.$refNode && segmentsOf(reference.$refNode).at(-1)?.range;
        return by && range ? [{ by, gives: role === 'gives', location: { uri, range } }] : [];
    });
    const answering = ast.isProjection(subject.$container) ? subject.$container : undefined;
    const place = answering && nameNodeOf(answering);
    if (place) found.push({ by: answering, gives: false, location: { uri: AstUtils.getDocument(answering).uri.toString(), range: place.range } });
    return found.sort(({ location: left }, { location: right }) => (left.uri < right.uri ? -1 : left.uri > right.uri ? 1 : 0)
        || left.range.start.line - right.range.start.line || left.range.start.character - right.range.start.character);
}

function isInvolvable(node: AstNode): node is ast.Part | ast.Actor {
    return ast.isPart(node) || ast.isActor(node);
}

/** What naming a message there means; undefined where it neither gives nor takes it. */
function roleOf(container: AstNode, subject: AstNode): 'gives' | 'takes' | undefined {
    switch (container.$type) {
        case ast.OutcomePart.$type:
        case ast.ProcessSend.$type: return 'gives';
        case ast.Actor.$type: return ast.isEvent(subject) ? 'takes' : 'gives';
        // An aggregate that changes by its own event is told nothing by it.
        case ast.Evolution.$type: return ast.isProjection(container.$container) ? 'takes' : undefined;
        case ast.Handle.$type:
        case ast.Answer.$type:
        case ast.Reaction.$type:
        case ast.ProcessStep.$type: return 'takes';
        default: return undefined;
    }
}

function describe(subject: Subject, involved: Involvement[]): string {
    const givers = distinct(involved.filter(({ gives }) => gives));
    const takers = distinct(involved.filter(({ gives }) => !gives));
    // Another system's own parts are not known here.
    const isExternal = AstUtils.getContainerOfType(subject, ast.isContext)?.external === true;
    if (ast.isEvent(subject)) return [count(takers, 'consumer'), ...(isExternal && givers.length === 0 ? [] : [count(givers, 'publisher')])].join(' · ');
    const context = contextNameOf(subject);
    const [taken, given] = ast.isCommand(subject) ? ['handled by', 'sent by'] : ['answered by', 'asked by'];
    return [...(isExternal && takers.length === 0 ? [] : [`${taken} ${list(takers, context)}`]), `${given} ${list(givers, context)}`].join(' · ');
}

function distinct(involved: Involvement[]): AstNode[] {
    return [...new Set(involved.map(({ by }) => by))];
}

function count({ length }: AstNode[], noun: string): string {
    return `${length} ${noun}${length === 1 ? '' : 's'}`;
}

/** Those of another context with its name. */
function list(nodes: AstNode[], context: string | undefined): string {
    if (nodes.length === 0) return 'nobody';
    const shown = nodes.slice(0, namesShown).map(node => (contextNameOf(node) === context ? nameOf(node) : qualifiedNameOf(node)));
    return nodes.length > namesShown ? `${shown.join(', ')} and ${nodes.length - namesShown} more` : shown.join(', ');
}
