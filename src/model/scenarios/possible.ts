import type { FlowModel, Outcome, OutcomePart, Part } from '../flow-model.js';
import { eventsTakenBy, ownParts } from '../topology.js';
import { outputsIn } from '../walk.js';
import type { ScenarioAnswer } from './scenario.js';

/** What the system's own parts take, give and leave to code: what can happen in a scenario. */
export class Possibilities {
    private readonly parts: readonly Part[];

    constructor(private readonly model: FlowModel) {
        this.parts = ownParts(model);
    }

    /** The part of an id, where it is one that the system runs. */
    part(id: string | undefined): Part | undefined {
        return this.parts.find(part => part.id === id);
    }

    /** Ids of the messages that come to a part from outside, or to any part. */
    taken(part?: Part): Set<string> {
        return new Set((part ? [part] : this.parts).flatMap(each => [...eventsTakenBy(each), ...commandsOf(each)]));
    }

    /** Ids of the events that change what a part knows, or what any part knows. */
    evolvedBy(part?: Part): Set<string> {
        return new Set((part ? [part] : this.parts).flatMap(each => (each.kind === 'aggregate' ? each.evolutions.flatMap(({ event }) => event.target ?? []) : each.kind === 'service' ? [] : eventsTakenBy(each))));
    }

    /** Ids of the messages that a part gives, or any part. */
    given(part?: Part): Set<string> {
        return new Set(outputsIn(this.model).flatMap(({ output, place }) => ((part ? place.part === part : this.parts.includes(place.part)) && output.message.target !== undefined ? [output.message.target] : [])));
    }

    /** What code decides when a message comes to a part, or to any part; undefined where code decides nothing about it. */
    decidedByCode(message: string, part?: Part): Outcome[] | undefined {
        const outcomes = (part ? [part] : this.parts).flatMap(each => {
            const handlings = each.kind === 'service' || each.kind === 'aggregate' ? each.handles.filter(({ command, codeDecides }) => codeDecides && command.target === message) : [];
            const reactions = each.kind === 'service' ? each.reactions.filter(({ event, codeDecides }) => codeDecides && event.target === message) : [];
            return [...handlings.flatMap(({ branches }) => branches.map(({ outcome }) => outcome)), ...reactions.flatMap(({ outcome }) => outcome ?? [])];
        });
        return outcomes.length > 0 ? outcomes : undefined;
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
