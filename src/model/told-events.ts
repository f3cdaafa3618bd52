import type { Aggregate, MessageOutput, Outcome, Service } from './flow-model.js';
import { oncePer } from './once-per.js';

/** Every place where a service or an aggregate publishes an event, in its order. */
export const publishedBy = oncePer((part: Aggregate | Service): readonly MessageOutput[] => {
    const found: MessageOutput[] = [];
    const add = ({ alternatives }: Outcome) => {
        for (const parts of alternatives) for (const output of parts) if (output.kind === 'publish') found.push(output);
    };
    for (const { branches } of part.handles) for (const { outcome } of branches) add(outcome);
    if (part.kind === 'service') {
        for (const { outcome } of part.reactions) if (outcome) add(outcome);
        for (const { outcome } of part.schedules) add(outcome);
    }
    return found;
});
