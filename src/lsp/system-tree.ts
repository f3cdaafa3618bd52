import type { Range as EditorRange } from 'vscode-languageserver-types';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Channel, Element, FlowModel, Message, Origin, Part } from '../model/flow-model.js';
import { buildGraph, type FlowGraph } from '../model/graph.js';

/** The request for all systems that are open; it takes no parameters and gives `SystemTree[]`. */
export const systemRequest = 'sluice/system';

/** The notification, to those who have once asked, that the answer may be another now. */
export const systemChangedNotification = 'sluice/systemChanged';

/** How many faults there are. */
export interface ProblemCounts {
    errors: number;
    warnings: number;
}

export type SystemNodeKind = 'context' | 'group' | Message['kind'] | 'query' | Channel['kind'] | Part['kind'] | 'actor';

/** An element of a system, or a group of them, with what belongs to it; a fault counts at the element that it is told of, and at all above. */
export interface SystemNode {
    kind: SystemNodeKind;
    name: string;
    /** A few words about its place in the flow. */
    detail?: string;
    /** A group has none. */
    location?: { uri: string; range: EditorRange };
    problems: ProblemCounts;
    children: SystemNode[];
}

/** A scenario, to be run by its title. */
export interface SystemScenario {
    title: string;
    uri: string;
    range: EditorRange;
    /** The context that it stands in. */
    context?: string;
}

/** A system as a picture of its elements. */
export interface SystemTree {
    /** The URI of its folder. */
    root: string;
    name: string;
    /** The set of rules that it is checked by. */
    ruleSet: string;
    problems: ProblemCounts;
    contexts: SystemNode[];
    scenarios: SystemScenario[];
}

/** What the tree is made of. */
export interface SystemContents {
    root: string;
    ruleSet: string;
    model: FlowModel;
    diagnostics: readonly Diagnostic[];
}

/** A system as contexts with their messages, queries, channels and parts; below a message the channel that carries it and who takes it. */
export function describeSystem({ root, ruleSet, model, diagnostics }: SystemContents): SystemTree {
    const graph = buildGraph(model);
    const problems = new ProblemsByElement(model, diagnostics);
    const contexts = model.contexts.map(context => {
        const own = <T extends { context: string }>(elements: readonly T[]) => elements.filter(element => element.context === context.id);
        const groups = [
            toGroup('Messages', own(model.messages).map(message => describeMessage(message, graph, problems))),
            toGroup('Queries', own(model.queries).map(query => toNode(query, 'query', problems))),
            toGroup('Channels', own(model.channels).filter(({ implied }) => !implied).map(channel => toNode(channel, channel.kind, problems, counted(channel.carries.length, 'message')))),
            toGroup('Parts', own<Part>([...model.services, ...model.aggregates, ...model.projections, ...model.processes]).map(part => toNode(part, part.kind, problems, part.kind))),
        ].filter(({ children }) => children.length > 0);
        const node = toNode(context, 'context', problems, context.external ? 'external' : undefined, groups);
        return { ...node, problems: sum([problems.of(context), ...groups.map(group => group.problems)]) };
    });
    const actors = toGroup('Actors', model.actors.map(actor => toNode(actor, 'actor', problems)));
    return {
        root, ruleSet,
        name: model.systems[0]?.name ?? decodeURIComponent(root.slice(root.lastIndexOf('/') + 1)),
        problems: countProblems(diagnostics),
        contexts: actors.children.length > 0 ? [...contexts, actors] : contexts,
        scenarios: model.scenarios.map(({ title, origin, context }) => ({ title, uri: origin.uri, range: origin.range, ...(context !== undefined && { context }) })),
    };
}

function describeMessage(message: Message, graph: FlowGraph, problems: ProblemsByElement): SystemNode {
    const channel = graph.channelOf(message.id);
    const takers = message.kind === 'event' ? graph.consumersOf(message.id) : graph.handlersOf(message.id);
    const parts = [...new Set(takers.map(({ by }) => by))].flatMap(id => graph.part(id) ?? graph.actor(id) ?? []);
    const makers = new Set((message.kind === 'event' ? graph.publishersOf(message.id) : graph.sendersOf(message.id)).map(({ by }) => by)).size;
    const words = message.kind === 'event'
        ? `${counted(makers, 'publisher')} · ${counted(parts.length, 'consumer')}`
        : `${counted(makers, 'sender')} · ${parts.length === 0 ? 'no handler' : `handled by ${parts.map(({ name }) => name).join(', ')}`}`;
    const below = parts.map(part => withoutProblems(toNode(part, 'kind' in part ? part.kind : 'actor', problems)));
    // Faults of a channel or a part are counted where it is declared, not once more below each message.
    const carrier = channel && withoutProblems(toNode(channel, channel.kind, problems, channel.implied ? `${channel.physicalName.value}, implied` : channel.physicalName.value, below));
    return toNode(message, message.kind, problems, `${message.latest ? '' : `version ${message.version} · `}${words}`, carrier ? [carrier] : below);
}

function toNode(element: Element, kind: SystemNodeKind, problems: ProblemsByElement, detail?: string, children: SystemNode[] = []): SystemNode {
    const { name, origin: { uri, range } } = element;
    return { kind, name, ...(detail !== undefined && { detail }), location: { uri, range }, problems: problems.of(element), children };
}

function toGroup(name: string, children: SystemNode[]): SystemNode {
    return { kind: 'group', name, detail: String(children.length), problems: sum(children.map(({ problems }) => problems)), children };
}

function withoutProblems(node: SystemNode): SystemNode {
    return { ...node, problems: { errors: 0, warnings: 0 } };
}

/** Gives each diagnostic to the declaration that it stands in: the last of its file that begins before it. */
class ProblemsByElement {
    private readonly found = new Map<Origin, Diagnostic[]>();

    constructor(model: FlowModel, diagnostics: readonly Diagnostic[]) {
        const byFile = new Map<string, Origin[]>();
        const elements: Element[] = [
            ...model.contexts, ...model.messages, ...model.queries, ...model.channels.filter(({ implied }) => !implied), ...model.services, ...model.aggregates, ...model.projections,
            ...model.processes, ...model.actors,
        ];
        for (const { origin } of elements) {
            const origins = byFile.get(origin.uri);
            if (origins) origins.push(origin);
            else byFile.set(origin.uri, [origin]);
        }
        for (const origins of byFile.values()) origins.sort((left, right) => compare(left.range.start, right.range.start));
        for (const diagnostic of diagnostics) {
            const owner = lastBefore(byFile.get(diagnostic.origin.uri) ?? [], diagnostic.origin.range.start);
            if (!owner) continue;
            const found = this.found.get(owner);
            if (found) found.push(diagnostic);
            else this.found.set(owner, [diagnostic]);
        }
    }

    of({ origin }: { origin: Origin }): ProblemCounts {
        return countProblems(this.found.get(origin) ?? []);
    }
}

/** What is said of a declaration's first word stands before its name. */
function lastBefore(sorted: readonly Origin[], position: EditorRange['start']): Origin | undefined {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (compare(sorted[middle]!.range.start, position) <= 0) low = middle + 1;
        else high = middle;
    }
    const before = sorted[low - 1];
    const next = sorted[low];
    return next?.range.start.line === position.line && before?.range.start.line !== position.line ? next : before;
}

function compare(left: EditorRange['start'], right: EditorRange['start']): number {
    return left.line - right.line || left.character - right.character;
}

function countProblems(diagnostics: readonly Diagnostic[]): ProblemCounts {
    return { errors: diagnostics.filter(({ severity }) => severity === 'error').length, warnings: diagnostics.filter(({ severity }) => severity === 'warning').length };
}

function sum(counts: readonly ProblemCounts[]): ProblemCounts {
    return { errors: counts.reduce((total, { errors }) => total + errors, 0), warnings: counts.reduce((total, { warnings }) => total + warnings, 0) };
}

function counted(count: number, noun: string): string {
    return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
