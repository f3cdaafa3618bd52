import type { Message, MessageOutput, Outcome, Reaction, Service } from '../flow-model.js';
import { endingsOf } from '../processes/command-endings.js';
import type { AdviceSystem } from './system.js';

/** A service that reacts to an event, and the events that come of it: those that it tells, and those that the handlers of its commands tell. */
export interface Link {
    service: Service;
    reaction: Reaction;
    event: string;
    tells: ReadonlySet<string>;
    /** What the service and the handlers of its commands may tell, as outcomes. */
    outcomes: { by: string; outcome: Outcome }[];
}

/** Services that react to each other without anyone leading them. */
export interface Chain {
    kind: 'chain';
    start: Message;
    /** The longest way from the start: each reacts to what the one before has told. */
    path: Link[];
    /** All that react to something of it, those of `path` included. */
    links: Link[];
}

/** The chains of two reactions and more, by the event that each begins with; what goes round in a circle has no beginning, and is none. */
export function chainsIn(system: AdviceSystem): Chain[] {
    const { model, graph } = system;
    // Whoever only writes down what happens is no step of it: everyone may listen.
    const links = model.services.filter(service => !graph.isExternal(service)).flatMap(service => service.reactions.flatMap(reaction => linkOf(service, reaction, system) ?? [])).filter(link => !isRecord(link, system));
    const byEvent = new Map<string, Link[]>();
    for (const link of links) byEvent.set(link.event, [...byEvent.get(link.event) ?? [], link]);
    const told = new Set(links.flatMap(({ tells }) => [...tells]));
    return [...byEvent.keys()].filter(event => !told.has(event)).flatMap(event => {
        const reached = reachedFrom(event, byEvent);
        const path = longestFrom(event, byEvent, new Set());
        const start = graph.message(event);
        return start && path.length >= 2 ? [{ kind: 'chain' as const, start, path, links: reached }] : [];
    });
}

function linkOf(service: Service, reaction: Reaction, { graph }: AdviceSystem): Link | undefined {
    const event = reaction.event.target;
    if (event === undefined || !reaction.outcome) return undefined;
    const outcomes = [{ by: service.id, outcome: reaction.outcome }];
    const tells = new Set<string>();
    for (const part of reaction.outcome.alternatives.flat()) {
        if (part.kind === 'reject' || part.message.target === undefined) continue;
        if (part.kind === 'publish') tells.add(part.message.target);
        else for (const { by, handling, events } of endingsOf(part.message.target, graph)) {
            for (const told of events) tells.add(told);
            for (const { outcome } of handling.branches) if (!outcomes.some(known => known.outcome === outcome)) outcomes.push({ by, outcome });
        }
    }
    return { service, reaction, event, tells, outcomes };
}

/** True of a reaction that tells only what read models and actors look at. */
function isRecord({ reaction, tells }: Link, { graph }: AdviceSystem): boolean {
    const sends = reaction.outcome?.alternatives.flat().some(({ kind }) => kind === 'send');
    return !sends && [...tells].every(event => graph.consumersOf(event).every(({ kind }) => kind !== 'reacts'));
}

function reachedFrom(event: string, byEvent: ReadonlyMap<string, Link[]>): Link[] {
    const events = new Set([event]);
    const found: Link[] = [];
    // A set may grow while it is gone through.
    for (const current of events) {
        for (const link of byEvent.get(current) ?? []) {
            found.push(link);
            for (const told of link.tells) events.add(told);
        }
    }
    return found;
}

function longestFrom(event: string, byEvent: ReadonlyMap<string, Link[]>, seen: Set<string>): Link[] {
    if (seen.has(event)) return [];
    seen.add(event);
    let longest: Link[] = [];
    for (const link of byEvent.get(event) ?? []) {
        for (const rest of link.tells.size === 0 ? [[]] : [...link.tells].map(told => longestFrom(told, byEvent, new Set(seen)))) {
            if (rest.length + 1 > longest.length) longest = [link, ...rest];
        }
    }
    return longest;
}

/** What an outcome tells, without refusals. */
export function outputsOf({ alternatives }: Outcome): (MessageOutput & { kind: 'publish' | 'send'; optional: boolean })[] {
    return alternatives.flat().flatMap(part => (part.kind === 'reject' ? [] : [part]));
}
