import type { Aggregate, MessageOutput, Outcome, Service } from './flow-model.js';

/** Every place where a service or an aggregate publishes an event, in its order. */
export function publishedBy(part: Aggregate | Service): MessageOutput[] {
    const outcomes: Outcome[] = part.handles.flatMap(({ branches }) => branches.map(({ outcome }) => outcome));
    if (part.kind === 'service') outcomes.push(...part.reactions.flatMap(({ outcome }) => outcome ?? []), ...part.schedules.map(({ outcome }) => outcome));
    return outcomes.flatMap(({ alternatives }) => alternatives.flat()).flatMap(output => (output.kind === 'publish' ? [output] : []));
}
