import type { CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall, Position, Range } from 'vscode-languageserver-types';
import { SymbolKind } from 'vscode-languageserver-types';
import type { Actor, Element, Member, Message, Origin, Part, Query } from '../model/flow-model.js';
import type { FlowGraph, Use, UseKind } from '../model/graph.js';
import { nameOfKind, symbolKindOf } from './node-kinds.js';
import { contains } from '../model/ranges.js';
import { findSymbolAt, leafAt, qualifiedNameOf } from './symbol-at.js';
import type { SpecificationDocument, SystemNames } from './system-documents.js';

/*
 * The call hierarchy as message flow: a message is caused by the parts and actors that tell it and sets off those that take it, a
 * part is caused by what it takes and sets off what it tells. On the way from one message through a part only that is
 * shown which belongs to this message: of all that a part takes what makes it tell it, of all that it tells what it tells because of it.
 */

/** What an item says of itself to be found again: an element's id, and of a part the message whose way it stands on. */
interface FlowPlace {
    id: string;
    /** The part tells this message. */
    telling?: string;
    /** The part takes this message. */
    taking?: string;
}

/** A place where a message is named, in the file of whoever has to do with it, and the one at the other end. */
interface Step {
    place: FlowPlace;
    origins: Origin[];
}

/** The message, query, part or actor that `position` names; empty where it names none. */
export function prepareCallHierarchy(document: SpecificationDocument, names: SystemNames, position: Position): CallHierarchyItem[] {
    const symbol = findSymbolAt(document, names, position);
    const item = symbol && toItem({ id: qualifiedNameOf(symbol.declarations[0]!.node) }, names);
    return item ? [item] : [];
}

/** What causes an item: who tells a message, and which messages make a part act; undefined where the item is gone. */
export function findIncomingCalls({ data }: CallHierarchyItem, names: SystemNames): CallHierarchyIncomingCall[] | undefined {
    const place = readPlace(data);
    const element = place && elementOf(place.id, names.graph);
    if (!element) return undefined;
    const steps = isMessage(element) ? tellersOf(element, names.graph) : takenBy(place, names.graph);
    return steps.flatMap(step => {
        const from = toItem(step.place, names);
        return from ? [{ from, fromRanges: rangesIn(from, step.origins) }] : [];
    });
}

/** What an item sets off: who takes a message, and which messages a part then tells; undefined where the item is gone. */
export function findOutgoingCalls({ data }: CallHierarchyItem, names: SystemNames): CallHierarchyOutgoingCall[] | undefined {
    const place = readPlace(data);
    const element = place && elementOf(place.id, names.graph);
    const own = place && toItem(place, names);
    if (!element || !own) return undefined;
    const steps = isMessage(element) ? takersOf(element, names.graph) : toldBy(place, names.graph);
    return steps.flatMap(step => {
        const to = toItem(step.place, names);
        return to ? [{ to, fromRanges: rangesIn(own, step.origins) }] : [];
    });
}

const telling = new Set<UseKind>(['publishes', 'sends', 'asks']);

function tellersOf({ id }: Message | Query, graph: FlowGraph): Step[] {
    return byPlace(graph.usesOf(id).filter(({ kind }) => telling.has(kind)), ({ by }) => ({ id: by, telling: id }));
}

function takersOf({ id }: Message | Query, graph: FlowGraph): Step[] {
    return byPlace(graph.usesOf(id).filter(use => isTaken(use, graph)), ({ by }) => ({ id: by, taking: id }));
}

/** What makes a part act; where it stands on the way to a message, only that which makes it tell this one. */
function takenBy({ id, telling: told }: FlowPlace, graph: FlowGraph): Step[] {
    const uses = graph.uses.filter(use => use.by === id && isTaken(use, graph)
        && (told === undefined || graph.effectsOf(id, use.message).some(({ message }) => message === told)));
    return byPlace(uses, ({ message }) => ({ id: message }));
}

function toldBy({ id, taking }: FlowPlace, graph: FlowGraph): Step[] {
    const effects = taking === undefined ? undefined : new Set(graph.effectsOf(id, taking).map(({ message }) => message));
    return byPlace(graph.uses.filter(({ by, kind, message }) => by === id && telling.has(kind) && (!effects || effects.has(message))), ({ message }) => ({ id: message }));
}

/** An aggregate that changes by its own event does nothing because of it. */
function isTaken(use: Use, graph: FlowGraph): boolean {
    return use.kind === 'handles' || use.kind === 'answers' || graph.consumersOf(use.message).includes(use);
}

function byPlace(uses: Use[], placeOf: (use: Use) => FlowPlace): Step[] {
    const steps = new Map<string, Step>();
    for (const use of uses) {
        const place = placeOf(use);
        const step = steps.get(place.id);
        if (step) step.origins.push(use.origin);
        else steps.set(place.id, { place, origins: [use.origin] });
    }
    return [...steps.values()];
}

/** Where in the item's own text the step is made; a message's text does not say who takes or tells it, so that its name stands for that. */
function rangesIn({ uri, range, selectionRange }: CallHierarchyItem, origins: Origin[]): Range[] {
    const own = origins.filter(origin => origin.uri === uri && contains(range, origin.range)).map(origin => origin.range);
    return own.length > 0 ? own : [selectionRange];
}

function elementOf(id: string, graph: FlowGraph): Message | Query | Part | Actor | undefined {
    return graph.message(id) ?? graph.query(id) ?? graph.part(id) ?? graph.actor(id);
}

function isMessage(element: Message | Query | Part | Actor): element is Message | Query {
    return 'upcasts' in element || 'parameters' in element;
}

function toItem(place: FlowPlace, names: SystemNames): CallHierarchyItem | undefined {
    const element: Element | undefined = elementOf(place.id, names.graph);
    const node = element && leafAt(element.origin, names)?.astNode;
    if (!element || !node?.$cstNode) return undefined;
    const { name, origin, annotations } = element;
    const context = (element as Partial<Member>).context;
    const message = place.telling ?? place.taking;
    return {
        name, kind: symbolKindOf(node.$type) ?? SymbolKind.Object,
        detail: [nameOfKind(node.$type), ...(context === undefined ? [] : [`in ${context}`]), ...(message === undefined ? [] : [`${place.taking === undefined ? 'to' : 'on'} ${message.slice(message.indexOf('.') + 1)}`])].join(' '),
        uri: origin.uri, range: node.$cstNode.range, selectionRange: origin.range,
        ...(annotations.some(annotation => annotation.name === 'deprecated') && { tags: [1 as const] }),
        data: place,
    };
}

/** An editor gives back what it was given; any other program may give anything. */
function readPlace(data: unknown): FlowPlace | undefined {
    if (typeof data !== 'object' || data === null) return undefined;
    const { id, telling: told, taking } = data as Record<string, unknown>;
    return typeof id === 'string' ? { id, ...(typeof told === 'string' && { telling: told }), ...(typeof taking === 'string' && { taking }) } : undefined;
}
