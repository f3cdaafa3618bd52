import { answersFromRows, needsCode } from '../filling.js';
import type { FlowModel, MessageOutput, Outcome, OutcomePart, Part, Process, ProcessAction, Query } from '../flow-model.js';
import { stepsOf } from '../processes/process-steps.js';
import { buildGraph, type FlowGraph, type Use } from '../graph.js';
import { ownParts } from '../topology.js';
import type { TypeIndex } from '../type-index.js';
import type { ScenarioAnswer } from './scenario.js';

/** Where code decides: which outcome there is, what fills a message, what a question is answered with, or what an event makes of a state. */
export type CodePlace = { part: Part } & ({ kind: 'outcome'; outcome: Outcome } | { kind: 'output'; output: MessageOutput } | { kind: 'answer' } | { kind: 'state' });

/** What the system's own parts take, give and leave to code: what can happen in a scenario. */
export class Possibilities {
    private readonly parts: ReadonlyMap<string, Part>;
    private readonly graph: FlowGraph;
    private readonly code = new Map<Part, ReadonlyMap<string, CodePlace[]>>();
    private queries: ReadonlyMap<string, Query[]> | undefined;

    constructor(
        private readonly model: FlowModel,
        private readonly types: TypeIndex,
    ) {
        this.graph = buildGraph(model);
        this.parts = new Map(ownParts(model).map(part => [part.id, part]));
    }

    /** The part of an id, where it is one that the system runs. */
    part(id: string | undefined): Part | undefined {
        return id === undefined ? undefined : this.parts.get(id);
    }

    /** Whether a message or a question comes to a part from outside, or to any part. */
    isTaken(id: string, part?: Part): boolean {
        // An aggregate evolves by what it decides itself, not by what comes back from a topic.
        return this.isUsed(id, part, ({ kind }, by) => kind === 'handles' || kind === 'reacts' || kind === 'answers' || (kind === 'evolves' && by.kind !== 'aggregate'));
    }

    /** Whether an event changes what a part knows, or what any part knows. */
    isEvolvedBy(id: string, part?: Part): boolean {
        return this.isUsed(id, part, ({ kind }, by) => kind === 'evolves' || (kind === 'reacts' && by.kind === 'process'));
    }

    /** Whether a part gives a message, or any part does. */
    isGiven(id: string, part?: Part): boolean {
        return this.isUsed(id, part, ({ kind }) => kind === 'publishes' || kind === 'sends');
    }

    /** Where code decides when a message or a question of this id comes, or when the part of this id does something by itself; in one part, or in any. */
    codeAt(cause: string, part?: Part): CodePlace[] {
        const parts = new Set(part ? [part] : this.graph.usesOf(cause).flatMap(({ by }) => this.parts.get(by) ?? []));
        const itself = part ? undefined : this.parts.get(cause);
        if (itself) parts.add(itself);
        return [...parts].flatMap(each => this.codeOf(each).get(cause) ?? []);
    }

    private isUsed(id: string, part: Part | undefined, holds: (use: Use, by: Part) => boolean): boolean {
        return this.graph.usesOf(id).some(use => {
            const by = this.parts.get(use.by);
            return by !== undefined && (!part || by === part) && holds(use, by);
        });
    }

    /** Where code does something in a part, by the message or question because of which it does; by the part's own id what it does by itself. */
    private codeOf(part: Part): ReadonlyMap<string, CodePlace[]> {
        let found = this.code.get(part);
        if (!found) this.code.set(part, found = this.findCode(part));
        return found;
    }

    private findCode(part: Part): ReadonlyMap<string, CodePlace[]> {
        const found = new Map<string, CodePlace[]>();
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
            for (const query of this.queriesOf(part)) if (!answersFromRows(query, part.id, this.types)) note(query.id, { part, kind: 'answer' });
        }
        return found;
    }

    /** The questions that are asked of what a part keeps. */
    private queriesOf({ id }: Part): readonly Query[] {
        if (!this.queries) {
            const byPart = new Map<string, Query[]>();
            for (const query of this.model.queries) if (query.projection !== undefined) add(byPart, query.projection, query);
            this.queries = byPart;
        }
        return this.queries.get(id) ?? [];
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

function add<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
    const list = lists.get(key);
    if (list) list.push(value);
    else lists.set(key, [value]);
}
