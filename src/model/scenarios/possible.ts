import { answersFromRows, needsCode } from '../filling.js';
import type { FlowModel, MessageOutput, Outcome, OutcomePart, Part, Process, ProcessAction, Query } from '../flow-model.js';
import { stepsOf } from '../processes/process-steps.js';
import { eventsTakenBy, ownParts } from '../topology.js';
import type { TypeIndex } from '../type-index.js';
import { outputsIn } from '../walk.js';
import type { ScenarioAnswer } from './scenario.js';

/** Where code decides: which outcome there is, what fills a message, what a question is answered with, or what an event makes of a state. */
export type CodePlace = { part: Part } & ({ kind: 'outcome'; outcome: Outcome } | { kind: 'output'; output: MessageOutput } | { kind: 'answer' } | { kind: 'state' });

/** What the system's own parts take, give and leave to code: what can happen in a scenario. Each question is worked out once. */
export class Possibilities {
    private readonly parts: ReadonlyMap<string, Part>;
    private readonly takenBy = this.perPart(part => [...eventsTakenBy(part), ...commandsOf(part), ...queriesOf(part)]);
    private readonly evolving = this.perPart(part => (part.kind === 'aggregate' ? part.evolutions.flatMap(({ event }) => event.target ?? []) : part.kind === 'service' ? [] : eventsTakenBy(part)));
    private readonly givenBy = this.perPart(part => this.outputs().get(part) ?? []);
    /** Where code does something about a message, a question or, by itself, a part. */
    private places: ReadonlyMap<string, CodePlace[]> | undefined;
    private outputsByPart: ReadonlyMap<Part, string[]> | undefined;

    constructor(
        private readonly model: FlowModel,
        private readonly types: TypeIndex,
    ) {
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

    /** Where code decides when a message or a question of this id comes, or when the part of this id does something by itself; in one part, or in any. */
    codeAt(cause: string, part?: Part): CodePlace[] {
        this.places ??= this.findCode();
        return (this.places.get(cause) ?? []).filter(place => !part || place.part === part);
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

    private findCode(): ReadonlyMap<string, CodePlace[]> {
        const found = new Map<string, CodePlace[]>();
        const queriesByRow = new Map<string, Query[]>();
        for (const query of this.model.queries) if (query.projection !== undefined) add(queriesByRow, query.projection, query);
        for (const part of this.parts.values()) {
            const note = (cause: string | undefined, place: CodePlace) => {
                if (cause !== undefined) add(found, cause, place);
            };
            for (const { command: { target }, codeDecides, branches } of part.kind === 'service' || part.kind === 'aggregate' ? part.handles : []) {
                if (codeDecides) for (const { outcome } of branches) note(target, { part, kind: 'outcome', outcome });
            }
            if (part.kind === 'service') {
                for (const { event, codeDecides, outcome } of part.reactions) if (codeDecides && outcome) note(event.target, { part, kind: 'outcome', outcome });
                for (const { codeDecides, outcome } of part.schedules) if (codeDecides) note(part.id, { part, kind: 'outcome', outcome });
                for (const { query } of part.answers) note(query.target, { part, kind: 'answer' });
            } else if (part.kind === 'process') {
                for (const { output, event } of codedOutputs(part)) for (const cause of [event, part.id]) note(cause, { part, kind: 'output', output });
            } else {
                for (const { event, byCode } of part.evolutions) if (byCode) note(event.target, { part, kind: 'state' });
                for (const query of queriesByRow.get(part.id) ?? []) if (!answersFromRows(query, part.id, this.types)) note(query.id, { part, kind: 'answer' });
            }
        }
        return found;
    }
}

/** The commands of a process that code fills, each with the event that leads to it; timers and undos have none. */
function codedOutputs(process: Process): { output: MessageOutput; event?: string }[] {
    const of = (actions: readonly ProcessAction[], event?: string) => actions.flatMap(action => (action.kind !== 'send' ? [] : [
        ...(needsCode(action) ? [{ output: action, ...(event !== undefined && { event }) }] : []),
        ...(action.undo && needsCode(action.undo) ? [{ output: action.undo }] : []),
    ]));
    return [...stepsOf(process).flatMap(({ event, actions }) => of(actions, event.target)), ...process.states.flatMap(({ timers }) => timers.flatMap(({ actions }) => of(actions)))];
}

/** Which part of an alternative each answer is; undefined where they are not just that alternative. */
export function matchAlternative(answers: readonly ScenarioAnswer[], parts: readonly OutcomePart[]): { answer: ScenarioAnswer; part: OutcomePart }[] | undefined {
    const matched: { answer: ScenarioAnswer; part: OutcomePart }[] = [];
    for (const answer of answers) {
        const part = parts.find(each => (answer.kind === 'reject' ? each.kind === 'reject' && each.reason === answer.reason : (answer.kind === 'publish' || answer.kind === 'send') && each.kind === answer.kind && each.message.target === answer.message.target));
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

function queriesOf(part: Part): string[] {
    return part.kind === 'service' ? part.answers.flatMap(({ query }) => query.target ?? []) : part.kind === 'projection' ? part.queries : [];
}

function commandsOf(part: Part): string[] {
    return part.kind === 'service' || part.kind === 'aggregate' ? part.handles.flatMap(({ command }) => command.target ?? []) : [];
}

function add<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
    const list = lists.get(key);
    if (list) list.push(value);
    else lists.set(key, [value]);
}
