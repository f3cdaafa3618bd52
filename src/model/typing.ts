import type { Field, FlowModel, KeyedPart, MessageOutput, Outcome, Process, ProcessAction, Query, Statement } from './flow-model.js';
import { queriesById } from './by-id.js';
import { stepsOf } from './processes/process-steps.js';
import { answersIn, answerType, saidBy } from './scenarios/said.js';
import type { Scenario } from './scenarios/scenario.js';
import type { FieldTypes } from './field-types.js';
import { isAssignable, TypeIndex } from './type-index.js';
import { ExpressionTyper } from './typing/expression-typer.js';
import { Findings, type NameNote, type TypeProblem } from './typing/findings.js';
import { arithmetic } from './typing/operators.js';
import { fieldsOfState, noFields, withItem, type Scope } from './typing/scope.js';
import { describe } from './typing/wording.js';

export type { NameNote, TypeProblem };

/**
 * Checks every expression of the model, notes its type in `Expression.type` and the value of bare enum names.
 * Numbers: `int` widens to `long`, both to `float`; whole-number literals fit every number type and any literal fits
 * `decimal` and `float`; `decimal` never meets `float`, because one is exact and the other is not. Tells `note` of every
 * field, enum and value that it finds by a name.
 */
export function typeExpressions(model: FlowModel, { types = new TypeIndex(model), note }: { types?: TypeIndex; note?: NameNote } = {}): TypeProblem[] {
    return new TypeChecker(model, types, note).check();
}

/** Goes through a model to wherever an expression may stand. */
class TypeChecker {
    private readonly findings: Findings;
    private readonly typer: ExpressionTyper;

    constructor(
        private readonly model: FlowModel,
        private readonly types: TypeIndex,
        note: NameNote | undefined,
    ) {
        this.findings = new Findings(model, note);
        this.typer = new ExpressionTyper(types, this.findings);
    }

    check(): TypeProblem[] {
        const { model, types } = this;
        for (const message of model.messages) {
            this.checkDefaults(message.fields, message.context);
            for (const upcast of message.upcasts) {
                const older = types.message(upcast.from === message.version ? undefined : this.olderId(message.id, upcast.from));
                this.typer.fill(upcast.assignments, () => types.fieldTypes(message.fields), message.name, { context: message.context, given: { root: message.kind, fields: older?.fields } });
            }
        }
        for (const type of model.types) this.checkDefaults(type.fields, type.context);
        for (const { parameters, context, projection, condition, sort } of model.queries) {
            this.checkDefaults(parameters, context);
            if (!condition && !sort) continue;
            const scope: Scope = { context, given: { root: 'query', fields: parameters }, state: types.row(projection) ?? 'none' };
            this.typer.expectCondition(condition, scope);
            if (sort) this.typer.infer(sort.by, scope);
        }
        for (const service of model.services) {
            for (const { command, key, branches } of service.handles) {
                const scope: Scope = { context: service.context, given: this.incoming('command', command.target) };
                if (key) this.typer.infer(key, scope);
                for (const { condition, outcome } of branches) {
                    this.typer.expectCondition(condition, scope);
                    this.checkOutcome(outcome, scope);
                }
            }
            for (const { event, condition, outcome } of service.reactions) {
                if (!condition && !outcome) continue;
                const scope: Scope = { context: service.context, given: this.incoming('event', event.target) };
                this.typer.expectCondition(condition, scope);
                if (outcome) this.checkOutcome(outcome, scope);
            }
            for (const { outcome } of service.schedules) this.checkOutcome(outcome, { context: service.context });
        }
        for (const aggregate of model.aggregates) {
            this.checkDefaults(aggregate.fields, aggregate.context);
            for (const { command, key, branches } of aggregate.handles) {
                const scope: Scope = { context: aggregate.context, given: this.incoming('command', command.target), state: aggregate };
                if (key) this.typer.infer(key, scope, types.keyTypeOf(aggregate));
                for (const { condition, outcome } of branches) {
                    this.typer.expectCondition(condition, scope);
                    this.checkOutcome(outcome, scope);
                }
            }
        }
        for (const part of [...model.aggregates, ...model.projections]) {
            if (part.kind === 'projection') this.checkDefaults(part.fields, part.context);
            for (const { event, key, condition, statements } of part.evolutions) {
                if (!key && !condition && statements.length === 0) continue;
                const scope: Scope = { context: part.context, given: this.incoming('event', event.target), state: part };
                if (key) this.typer.infer(key, scope, types.keyTypeOf(part));
                this.typer.expectCondition(condition, scope);
                for (const statement of statements) this.checkStatement(statement, part, scope);
            }
        }
        for (const process of model.processes) this.checkProcess(process);
        for (const scenario of model.scenarios) this.checkScenario(scenario);
        return this.findings.problems;
    }

    private olderId(id: string, version: number): string {
        return `${id.replace(/[@#].*$/, '')}@${version}`;
    }

    private checkProcess(process: Process): void {
        this.checkDefaults(process.fields, process.context);
        for (const { event, key, condition, actions } of stepsOf(process)) {
            const scope: Scope = { context: process.context, given: this.incoming('event', event.target), state: process };
            if (key) this.typer.infer(key, scope, this.types.keyTypeOf(process));
            this.typer.expectCondition(condition, scope);
            this.checkActions(actions, process, scope);
        }
        for (const { timers } of process.states) {
            for (const { actions } of timers) this.checkActions(actions, process, { context: process.context, state: process });
        }
    }

    private checkScenario({ context = '', steps }: Scenario): void {
        const scope: Scope = { context, partial: true };
        for (const { reference, assignments } of steps.flatMap(saidBy)) {
            const { target, text } = reference;
            if (target === undefined || assignments.length === 0) continue;
            const part = this.types.keyed(target);
            const query = part ? undefined : this.query(target);
            this.typer.fill(assignments, () => (part ? this.types.stateOf(part) : query ? this.types.fieldTypes(query.parameters) : this.fieldsOfMessage(target)), text, scope);
        }
        for (const { query: id, value } of steps.flatMap(answersIn)) {
            const query = id === undefined ? undefined : this.query(id);
            // Whose answer it is has been asked by a rule.
            if (!query) continue;
            const field: Field = { name: query.name, role: 'payload', type: answerType(query), annotations: [], origin: query.origin };
            this.typer.expectIn(value, this.types.resolve(field.type), field, scope);
        }
    }

    private query(id: string): Query | undefined {
        return queriesById(this.model).get(id);
    }

    private checkActions(actions: ProcessAction[], process: Process, scope: Scope): void {
        for (const action of actions) {
            if (action.kind === 'set') this.typer.fill(action.assignments, () => this.types.stateOf(process), process.name, scope);
            if (action.kind !== 'send') continue;
            this.checkOutput(action, scope);
            if (action.undo) this.checkOutput(action.undo, { context: process.context, state: process });
        }
    }

    private checkOutcome({ alternatives }: Outcome, scope: Scope): void {
        for (const parts of alternatives) for (const part of parts) if (part.kind !== 'reject') this.checkOutput(part, scope);
    }

    private checkOutput({ message, assignments }: MessageOutput, scope: Scope): void {
        if (assignments.length > 0) this.typer.fill(assignments, () => this.fieldsOfMessage(message.target), message.text, scope);
    }

    private checkStatement(statement: Statement, { name: owner, key }: KeyedPart, scope: Scope): void {
        if (statement.kind === 'delete') return;
        const { field, origin } = statement;
        const expected = this.typer.expectField(field, fieldsOfState(scope, this.types), owner, origin);
        if (field === key) this.findings.report(`'${field}' is the key of '${owner}' and never changes. Leave it out.`, origin);
        switch (statement.kind) {
            case 'assign':
                if (statement.operator === '=') this.typer.expectIn(statement.value, expected, fieldsOfState(scope, this.types).declarationOf(field), scope);
                else {
                    const sum = arithmetic(statement.operator === '+=' ? '+' : '-', expected, this.typer.infer(statement.value, scope, expected), { expression: statement.value, origin, findings: this.findings });
                    if (sum && expected && !isAssignable(sum, expected)) this.typer.mismatch(sum, expected, origin);
                }
                break;
            case 'append':
            case 'remove':
                if (expected && expected.kind !== 'list') this.findings.report(`'${field}' is ${describe(expected)}, not a list: nothing can be ${statement.kind === 'append' ? 'appended to' : 'removed from'} it.`, origin);
                this.typer.expect(statement.value, expected?.kind === 'list' ? expected.element : undefined, scope);
                break;
            case 'removeWhere':
                if (expected && expected.kind !== 'list') this.findings.report(`'${field}' is ${describe(expected)}, not a list: nothing can be removed from it.`, origin);
                this.typer.expectCondition(statement.condition, withItem(scope, expected?.kind === 'list' ? expected.element : undefined));
                break;
        }
    }

    private checkDefaults(fields: Field[], context: string): void {
        for (const field of fields) {
            if (field.default) this.typer.expectIn(field.default, this.types.resolve(field.type), field, { context });
        }
    }

    private fieldsOfMessage(id: string | undefined): FieldTypes {
        const message = this.types.message(id);
        return message ? this.types.fieldTypes(message.fields) : noFields;
    }

    private incoming(root: 'event' | 'command', target: string | undefined): NonNullable<Scope['given']> {
        return { root, fields: this.types.message(target)?.fields };
    }
}
