import { answersFromRows, needsCode } from '../../model/filling.js';
import type { Aggregate, Answer, Branch, Evolution, Handling, MessageOutput, Part, Process, Projection, Query, Reaction, Schedule, Service, Timer } from '../../model/flow-model.js';
import { camelCase, pascalCase } from '../../model/names.js';
import type { TypeIndex } from '../../model/type-index.js';

/** A place where code of the team takes part: a method of the part's handlers. */
export type CodeSpot = { method: string } & (
    | { kind: 'branch'; handling: Handling; branch?: Branch }
    | { kind: 'reaction'; reaction: Reaction }
    | { kind: 'schedule'; schedule: Schedule }
    | { kind: 'answer'; answer: Answer }
    | { kind: 'query'; query: Query }
    | { kind: 'evolution'; evolution: Evolution }
    /** A command of a process whose fields code supplies; `event` is missing in a timer, and `undo` has the process's data alone. */
    | { kind: 'output'; output: MessageOutput; event?: string; during: 'step' | 'timer' | 'undo' }
);

/** What code supplies to a part, in the order of the specification, each under a name of its own. */
export class CodeSpots {
    readonly all: CodeSpot[] = [];
    private readonly byElement = new Map<object, CodeSpot>();

    constructor(part: Part, queries: readonly Query[], types: TypeIndex) {
        switch (part.kind) {
            case 'service': this.ofService(part); break;
            case 'aggregate': this.ofAggregate(part); break;
            case 'projection': this.ofProjection(part, queries.filter(({ projection }) => projection === part.id), types); break;
            case 'process': this.ofProcess(part); break;
        }
    }

    /** The spot of a branch, reaction, schedule, answer, query, evolution or output; of a handling without branches, by itself. */
    of(element: object): CodeSpot | undefined {
        return this.byElement.get(element);
    }

    private ofService({ handles, reactions, answers, schedules }: Service): void {
        for (const handling of handles) this.ofHandling(handling, true);
        for (const reaction of reactions) {
            if (reaction.codeDecides) this.add(`on${pascalCase(nameOf(reaction.event))}`, reaction, method => ({ method, kind: 'reaction', reaction }));
        }
        for (const answer of answers) this.add(camelCase(nameOf(answer.query)), answer, method => ({ method, kind: 'answer', answer }));
        for (const schedule of schedules) {
            if (schedule.codeDecides) this.add(scheduleName(schedule), schedule, method => ({ method, kind: 'schedule', schedule }));
        }
    }

    private ofAggregate({ handles, evolutions }: Aggregate): void {
        for (const handling of handles) this.ofHandling(handling, handling.byCode);
        this.ofEvolutions(evolutions);
    }

    private ofProjection({ id, evolutions }: Projection, queries: readonly Query[], types: TypeIndex): void {
        this.ofEvolutions(evolutions);
        for (const query of queries) {
            if (!answersFromRows(query, id, types)) this.add(camelCase(query.name), query, method => ({ method, kind: 'query', query }));
        }
    }

    private ofProcess({ starts, anywhere, states }: Process): void {
        for (const { event, actions } of [...starts, ...anywhere]) this.ofActions(actions, event.target === undefined ? {} : { event: event.target });
        for (const { steps, timers } of states) {
            for (const { event, actions } of steps) this.ofActions(actions, event.target === undefined ? {} : { event: event.target });
            for (const { actions } of timers) this.ofActions(actions, {});
        }
    }

    private ofActions(actions: Timer['actions'], { event }: { event?: string }): void {
        for (const action of actions) {
            if (action.kind !== 'send') continue;
            const after = event === undefined ? 'AfterTime' : `On${pascalCase(lastPart(event))}`;
            if (needsCode(action)) {
                this.add(camelCase(nameOf(action.message)) + after, action, method => ({
                    method, kind: 'output', output: action, during: event === undefined ? 'timer' : 'step', ...(event !== undefined && { event }),
                }));
            }
            const { undo } = action;
            if (undo && needsCode(undo)) this.add(`undo${pascalCase(nameOf(action.message))}By${pascalCase(nameOf(undo.message))}`, undo, method => ({ method, kind: 'output', output: undo, during: 'undo' }));
        }
    }

    private ofEvolutions(evolutions: readonly Evolution[]): void {
        for (const evolution of evolutions) {
            if (evolution.byCode) this.add(`apply${pascalCase(nameOf(evolution.event))}`, evolution, method => ({ method, kind: 'evolution', evolution }));
        }
    }

    /** `always`: every branch is decided by code, not just those that leave something open. */
    private ofHandling(handling: Handling, always: boolean): void {
        const name = camelCase(nameOf(handling.command));
        if (handling.branches.length === 0) this.add(name, handling, method => ({ method, kind: 'branch', handling }));
        for (const branch of handling.branches) {
            const { alternatives } = branch.outcome;
            const single = alternatives.length === 1 ? alternatives[0]! : undefined;
            const onlyRejects = single?.every(({ kind }) => kind === 'reject') ?? false;
            const open = !single || single.some(part => part.kind !== 'reject' && (part.many || part.optional || needsCode(part)));
            if (open || (always && !onlyRejects)) this.add(name, branch, method => ({ method, kind: 'branch', handling, branch }));
        }
    }

    private add(name: string, element: object, make: (method: string) => CodeSpot): void {
        const taken = this.all.filter(({ method }) => method === name || new RegExp(`^${name}\\d+$`).test(method)).length;
        const spot = make(taken === 0 ? name : `${name}${taken + 1}`);
        this.all.push(spot);
        this.byElement.set(element, spot);
    }
}

function nameOf({ target, text }: { target?: string; text: string }): string {
    return lastPart(target ?? text);
}

function lastPart(id: string): string {
    return id.replace(/[@#:].*$/, '').replace(/^.*\./, '');
}

function scheduleName({ outcome }: Schedule): string {
    const first = outcome.alternatives.flat().find(part => part.kind !== 'reject');
    return first ? `schedule${pascalCase(nameOf(first.message))}` : 'schedule';
}
