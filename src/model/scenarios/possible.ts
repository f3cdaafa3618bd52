import type { FlowModel, Outcome, OutcomePart, Part } from '../flow-model.js';
import { eventsTakenBy, ownParts } from '../topology.js';
import { outputsIn } from '../walk.js';
import type { ScenarioAnswer } from './scenario.js';

/** What the system's own parts take, give and leave to code: what can happen in a scenario. Each question is worked out once. */
export class Possibilities {
    private readonly parts: ReadonlyMap<string, Part>;
    private readonly takenBy = this.perPart(part => [...eventsTakenBy(part), ...commandsOf(part)]);
    private readonly evolving = this.perPart(part => (part.kind === 'aggregate' ? part.evolutions.flatMap(({ event }) => event.target ?? []) : part.kind === 'service' ? [] : eventsTakenBy(part)));
    private readonly givenBy = this.perPart(part => this.outputs().get(part) ?? []);
    /** What code decides about a message, and in which part. */
    private decisions: ReadonlyMap<string, { part: Part; outcome: Outcome }[]> | undefined;
    private outputsByPart: ReadonlyMap<Part, string[]> | undefined;

    constructor(private readonly model: FlowModel) {
        this.parts = new Map(ownParts(model).map(part => [part.id, part]));
    }

    /** The part of an id, where it is one that the system runs. */
    part(id: string | undefined): Part | undefined {
        return id === undefined ? undefined : this.parts.get(id);
    }

    /** Ids of the messages that come to a part from outside, or to any part. */
    taken(part?: Part): ReadonlySet<string> {
        return this.takenBy(part);
    }

    /** Ids of the events that change what a part knows, or what any part knows. */
    evolvedBy(part?: Part): ReadonlySet<string> {
        return this.evolving(part);
    }

    /** Ids of the messages that a part gives, or any part. */
    given(part?: Part): ReadonlySet<string> {
        return this.givenBy(part);
    }

    /** What code decides when a message comes to a part, or to any part; undefined where code decides nothing about it. */
    decidedByCode(message: string, part?: Part): Outcome[] | undefined {
        this.decisions ??= this.findDecisions();
        const outcomes = (this.decisions.get(message) ?? []).flatMap(decision => (!part || decision.part === part ? [decision.outcome] : []));
        return outcomes.length > 0 ? outcomes : undefined;
    }

    /** Ids that are found for a part, or for all parts together. */
    private perPart(find: (part: Part) => readonly string[]): (part: Part | undefined) => ReadonlySet<string> {
        const found = new Map<Part | undefined, ReadonlySet<string>>();
        return part => {
            let ids = found.get(part);
            if (!ids) found.set(part, ids = new Set((part ? [part] : [...this.parts.values()]).flatMap(find)));
            return ids;
        };
    }

    private outputs(): ReadonlyMap<Part, string[]> {
        if (!this.outputsByPart) {
            const found = new Map<Part, string[]>();
            for (const { output: { message: { target } }, place: { part } } of outputsIn(this.model)) if (target !== undefined) add(found, part, target);
            this.outputsByPart = found;
        }
        return this.outputsByPart;
    }

    private findDecisions(): ReadonlyMap<string, { part: Part; outcome: Outcome }[]> {
        const found = new Map<string, { part: Part; outcome: Outcome }[]>();
        for (const part of this.parts.values()) {
            for (const { command: { target }, codeDecides, branches } of part.kind === 'service' || part.kind === 'aggregate' ? part.handles : []) {
                if (codeDecides && target !== undefined) for (const { outcome } of branches) add(found, target, { part, outcome });
            }
            for (const { event: { target }, codeDecides, outcome } of part.kind === 'service' ? part.reactions : []) {
                if (codeDecides && target !== undefined && outcome) add(found, target, { part, outcome });
            }
        }
        return found;
    }
}

/** Which part of an alternative each answer is; undefined where they are not just that alternative. */
export function matchAlternative(answers: readonly ScenarioAnswer[], parts: readonly OutcomePart[]): { answer: ScenarioAnswer; part: OutcomePart }[] | undefined {
    const matched: { answer: ScenarioAnswer; part: OutcomePart }[] = [];
    for (const answer of answers) {
        const part = parts.find(each => (answer.kind === 'reject' ? each.kind === 'reject' && each.reason === answer.reason : each.kind === answer.kind && each.message.target === answer.message.target));
        if (!part) return undefined;
        matched.push({ answer, part });
    }
    const isWhole = parts.every(part => {
        const count = matched.filter(other => other.part === part).length;
        if (part.kind === 'reject') return count === 1;
        return part.many || (part.optional ? count <= 1 : count === 1);
    });
    return isWhole ? matched : undefined;
}

function commandsOf(part: Part): string[] {
    return part.kind === 'service' || part.kind === 'aggregate' ? part.handles.flatMap(({ command }) => command.target ?? []) : [];
}

function add<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
    const list = lists.get(key);
    if (list) list.push(value);
    else lists.set(key, [value]);
}
