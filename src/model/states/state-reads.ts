import { visitExpression } from './expression-walk.js';
import { stepsOf } from '../processes/process-steps.js';
import type { Aggregate, Assignment, Expression, MessageOutput, Process, ProcessAction } from '../flow-model.js';

/** The fields of a part's state that the specification reads, other than to change the very same field. */
export function fieldsReadBy(part: Aggregate | Process): ReadonlySet<string> {
    const reads = new Reads();
    if (part.kind === 'aggregate') {
        for (const { key, branches } of part.handles) {
            reads.add(key);
            for (const { condition, outcome } of branches) {
                reads.add(condition);
                for (const parts of outcome.alternatives) for (const output of parts) if (output.kind !== 'reject') reads.addOutput(output);
            }
        }
        for (const { key, condition, statements } of part.evolutions) {
            reads.add(key);
            reads.add(condition);
            for (const statement of statements) {
                if (statement.kind === 'removeWhere') reads.add(statement.condition, statement.field);
                else if (statement.kind !== 'delete') reads.add(statement.value, statement.field);
            }
        }
    } else {
        const steps = stepsOf(part);
        for (const { key, condition } of steps) {
            reads.add(key);
            reads.add(condition);
        }
        const addActions = ({ actions }: { actions: readonly ProcessAction[] }) => {
            for (const action of actions) {
                if (action.kind === 'set') reads.addAssignments(action.assignments, { change: true });
                if (action.kind !== 'send') continue;
                reads.addOutput(action);
                if (action.undo) reads.addOutput(action.undo);
            }
        };
        steps.forEach(addActions);
        for (const { timers } of part.states) timers.forEach(addActions);
    }
    return reads.fields;
}

class Reads {
    readonly fields = new Set<string>();

    /** `into`: the field that the value is for, of which it may well depend. */
    add(expression: Expression | undefined, into?: string): void {
        if (!expression) return;
        visitExpression(expression, part => {
            if (part.kind === 'path' && part.root === 'state' && part.segments[0] !== into) this.fields.add(part.segments[0]!);
        });
    }

    addOutput({ assignments, filling }: MessageOutput): void {
        this.addAssignments(assignments, { change: false });
        for (const { field, from } of filling) if (from === 'state') this.fields.add(field);
    }

    addAssignments(assignments: readonly Assignment[], { change }: { change: boolean }): void {
        for (const { field, value } of assignments) this.add(value, change ? field : undefined);
    }
}
