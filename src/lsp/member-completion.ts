import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import * as ast from '../language/generated/ast.js';

/** Something that may be written where a name is no reference: a field, a value of an enum, a function. */
export interface Candidate {
    name: string;
    kind: 'field' | 'value' | 'function' | 'root' | 'annotation';
    detail: string;
    node?: AstNode;
}

const functions: Candidate[] = [
    { name: 'count', kind: 'function', detail: 'how many are in a list' },
    { name: 'sum', kind: 'function', detail: 'sum(list, expression of item)' },
    { name: 'min', kind: 'function', detail: 'the smallest' },
    { name: 'max', kind: 'function', detail: 'the largest' },
];

/** What may be written after `@`. */
export const annotations: Candidate[] = [
    { name: 'pii', kind: 'annotation', detail: 'personal data' },
    { name: 'format', kind: 'annotation', detail: 'format(email): what a string looks like' },
    { name: 'deprecated', kind: 'annotation', detail: 'deprecated("use …", until: 2027-06-30)' },
    { name: 'example', kind: 'annotation', detail: 'example("…"): a value for documents and made-up messages' },
];

/**
 * What an expression inside `node` may go on with: the fields behind `path` (`event.` has the path `['event']`), or with an
 * empty path what it may begin with. `before` is the text in front, from which `status == ` is known to want a status.
 */
export function findExpressionCandidates(node: AstNode, path: string[], before: string): Candidate[] {
    if (path.length > 0) return fieldsBehind(node, path).map(toCandidate);
    const roots = ['event', 'command', 'query', 'state', 'item'].filter(root => (root === 'item' ? /\(\s*[\w.]+\s*,[^()]*$/.test(before) : rootFields(node, root) !== undefined));
    // A scenario has values that are written out, nothing to be worked out.
    const worked = AstUtils.getContainerOfType(node, ast.isScenario) ? [] : functions;
    return [...findExpectedValues(node, before), ...roots.map((name): Candidate => ({ name, kind: 'root', detail: describeRoot(node, name) })), ...worked];
}

/** The fields that an assignment inside `node` may fill: those of the message that goes out, or of the state. */
export function findAssignableFields(node: AstNode): Candidate[] {
    return (targetOfAssignment(node) ?? []).map(toCandidate);
}

/** The fields of all that a channel carries or a part takes. */
export function findMessageFields(node: AstNode): Candidate[] {
    const channel = AstUtils.getContainerOfType(node, ast.isChannel);
    const part = AstUtils.getContainerOfType(node, ast.isPart);
    const messages = channel ? channel.carries.map(({ ref }) => ref) : part ? messagesOf(part) : [];
    return distinct(messages.flatMap(message => message?.fields ?? [])).map(toCandidate);
}

/** The fields marked `key` in the context around `node`: what a part may be kept by. */
export function findKeys(node: AstNode): Candidate[] {
    const context = AstUtils.getContainerOfType(node, ast.isContext);
    const messages = (context?.declarations ?? []).filter(ast.isMessage);
    return distinct(messages.flatMap(({ fields }) => fields.filter(({ key }) => key))).map(toCandidate);
}

function findExpectedValues(node: AstNode, before: string): Candidate[] {
    const compared = /((?:\w+\s*\.\s*)*\w+)\s*(?:==|!=)\s*$/.exec(before);
    const assigned = /(?:^|[\s{])(\w+)\s*[+-]?=\s*$/.exec(before);
    const field = compared ? fieldAt(node, compared[1]!.split('.').map(segment => segment.trim()))
        : assigned ? targetOfAssignment(node)?.find(({ name }) => name === assigned[1]) : undefined;
    const declaration = field && namedType(field.type);
    if (!ast.isEnumDeclaration(declaration)) return [];
    return declaration.values.map((value): Candidate => ({ name: value.name, kind: 'value', detail: declaration.name, node: value }));
}

function fieldAt(node: AstNode, path: string[]): ast.Field | undefined {
    return fieldsBehind(node, path.slice(0, -1)).find(({ name }) => name === path.at(-1));
}

function fieldsBehind(node: AstNode, path: string[]): ast.Field[] {
    const [root, ...rest] = path;
    let fields = root === undefined ? [] : rootFields(node, root) ?? [];
    for (const segment of rest) {
        const field = fields.find(({ name }) => name === segment);
        fields = field ? fieldsOfType(field.type) : [];
    }
    return fields;
}

function rootFields(node: AstNode, root: string): ast.Field[] | undefined {
    switch (root) {
        case 'event': {
            const reaction = AstUtils.getContainerOfType(node, (each): each is ast.Reaction | ast.Evolution | ast.ProcessStep => ast.isReaction(each) || ast.isEvolution(each) || ast.isProcessStep(each));
            return reaction?.event?.ref?.fields;
        }
        case 'command': return AstUtils.getContainerOfType(node, ast.isHandle)?.command?.ref?.fields;
        case 'query': return AstUtils.getContainerOfType(node, ast.isQuery)?.parameters;
        case 'state': return AstUtils.getContainerOfType(node, (each): each is ast.Aggregate | ast.Projection | ast.Process => ast.isAggregate(each) || ast.isProjection(each) || ast.isProcess(each))?.fields;
        case 'item': return itemFields(node);
        default: return undefined;
    }
}

/** An item's fields depend on the list that is gone through; those of every list at hand are offered. */
function itemFields(node: AstNode): ast.Field[] {
    const lists = ['event', 'command', 'state'].flatMap(root => rootFields(node, root) ?? []).filter(({ type }) => type?.suffixes.some(({ list }) => list));
    return distinct(lists.flatMap(({ type }) => {
        const declaration = namedType(type);
        return ast.isTypeDeclaration(declaration) ? declaration.fields : [];
    }));
}

function describeRoot(node: AstNode, root: string): string {
    const names: Record<string, string> = { state: "the part's state", item: 'the item of the list', query: 'what was asked' };
    return names[root] ?? `the ${root} that came in`;
}

function fieldsOfTold(told: ast.Told | undefined): ast.Field[] | undefined {
    if (ast.isQuery(told)) return told.parameters;
    return ast.isService(told) ? undefined : told?.fields;
}

/** The query that an answer in a scenario is about. */
function questionBefore(node: AstNode): ast.Query | undefined {
    const step = AstUtils.getContainerOfType(node, (each): each is ast.GivenStep | ast.ThenStep => ast.isGivenStep(each) || ast.isThenStep(each));
    const scenario = AstUtils.getContainerOfType(step, ast.isScenario);
    if (!step || !scenario) return undefined;
    const messages = ast.isGivenStep(step) ? step.messages : scenario.steps.slice(0, scenario.steps.indexOf(step)).filter(ast.isWhenStep).flatMap(each => each.messages);
    return messages.map(({ message }) => message?.ref).findLast(ast.isQuery);
}

/** The fields that a record of this type may have: of several types any of them, of a list its items'. */
function recordFields(type: ast.TypeExpression | undefined): ast.Field[] {
    const fields: ast.Field[] = [];
    const seen = new Set<AstNode>();
    const visit = (each: ast.TypeExpression | undefined): void => {
        if (!each || seen.has(each)) return;
        seen.add(each);
        const declaration = each.reference?.ref;
        if (ast.isTypeDeclaration(declaration) && declaration.alias) visit(declaration.alias);
        else fields.push(...fieldsOfDeclaration(declaration));
        for (const inner of [each.group, each.next, each.value]) visit(inner);
    };
    visit(type);
    return distinct(fields);
}

function fieldsOfDeclaration(declaration: AstNode | undefined): ast.Field[] {
    return ast.isTypeDeclaration(declaration) || ast.isAggregate(declaration) || ast.isProjection(declaration) ? declaration.fields : [];
}

function fieldsOfType(type: ast.TypeExpression | undefined): ast.Field[] {
    if (!type || type.suffixes.some(({ list }) => list)) return [];
    return fieldsOfDeclaration(namedType(type));
}

/** The declaration that a type names, aliases followed; gives up on those that go round in a circle. */
function namedType(type: ast.TypeExpression | undefined): AstNode | undefined {
    const seen = new Set<AstNode>();
    for (let current = type; current;) {
        const declaration: AstNode | undefined = current.reference?.ref;
        if (!declaration || seen.has(declaration)) return undefined;
        seen.add(declaration);
        if (!ast.isTypeDeclaration(declaration) || !declaration.alias) return declaration;
        current = declaration.alias;
    }
    return undefined;
}

function targetOfAssignment(node: AstNode): ast.Field[] | undefined {
    for (let current: AstNode | undefined = node; current; current = current.$container) {
        // A record of its own shape: which one is only known to the type checker.
        if (ast.isRecordLiteral(current)) {
            if (current.type) return fieldsOfDeclaration(current.type.ref);
            const assignment = AstUtils.getContainerOfType(current, ast.isAssignment);
            if (!assignment) return recordFields(questionBefore(current)?.result);
            const field = targetOfAssignment(assignment.$container)?.find(({ name }) => name === assignment.field);
            return field && recordFields(field.type);
        }
        if (ast.isOutcomePart(current) && current.message) return current.message.ref?.fields;
        if (ast.isProcessSend(current) && current.command) return current.command.ref?.fields;
        if (ast.isScenarioMessage(current)) return fieldsOfTold(current.message?.ref);
        if (ast.isExpectation(current)) return current.target?.ref?.fields;
        if (ast.isUpcast(current)) return AstUtils.getContainerOfType(current, ast.isMessage)?.fields;
        if (ast.isEvolution(current) || ast.isSetAction(current)) return rootFields(current, 'state');
    }
    return undefined;
}

function messagesOf(part: ast.Part): (ast.Message | undefined)[] {
    switch (part.$type) {
        case 'Service': return [...part.handles.map(({ command }) => command?.ref), ...part.reactions.map(({ event }) => event?.ref)];
        case 'Aggregate': return [...part.handles.map(({ command }) => command?.ref), ...part.evolutions.map(({ event }) => event?.ref)];
        case 'Projection': return part.evolutions.map(({ event }) => event?.ref);
        case 'Process': return [...part.starts, ...part.steps, ...part.states.flatMap(({ steps }) => steps)].map(({ event }) => event?.ref);
    }
}

function distinct(fields: ast.Field[]): ast.Field[] {
    return [...new Map(fields.map(field => [field.name, field])).values()];
}

function toCandidate(field: ast.Field): Candidate {
    return { name: field.name, kind: 'field', detail: field.type?.$cstNode?.text ?? '', node: field };
}
