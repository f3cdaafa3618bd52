import { kebabCase } from '../../model/names.js';
import type { Aggregate, Evolution, PartSettings, Process, ProcessAction, ProcessStep, Projection, Service, Setting } from '../../model/flow-model.js';
import type * as ast from '../generated/ast.js';
import { toAssignments, toExpression, toStatement } from './expressions.js';
import type { Origins } from './origins.js';
import { toHandling, toOutcome, toOutput } from './outcomes.js';
import { toElement, toFields, type Scope } from './shapes.js';
import { readDuration } from './units.js';

/** The language's defaults for parts that react. */
export const partDefaults = { concurrency: 1, idempotentBy: 'id', timeout: 30_000 } as const;

export function toService(node: ast.Service, id: string, scope: Scope): Service {
    const { origins } = scope;
    return {
        ...toElement(node, id, scope),
        context: scope.context,
        kind: 'service',
        handles: node.handles.flatMap(handle => toHandling(handle, origins)),
        reactions: node.reactions.filter(reaction => reaction.event).map(reaction => {
            const origin = origins.ofKeyword(reaction);
            return {
                event: origins.ofReference(reaction.event),
                ...(reaction.condition && { condition: toExpression(reaction.condition, origins, origin) }),
                byCode: reaction.byCode,
                codeDecides: reaction.byCode,
                ...(reaction.outcome && { outcome: toOutcome(reaction.outcome, origins, origin) }),
                origin,
            };
        }),
        answers: node.answers.filter(answer => answer.query).map(answer => ({
            query: origins.ofReference(answer.query),
            byCode: answer.byCode,
            origin: origins.ofKeyword(answer),
        })),
        schedules: node.schedules.map(schedule => {
            const origin = origins.ofKeyword(schedule);
            return {
                every: schedule.cron === undefined
                    ? { kind: 'interval', milliseconds: readDuration(schedule.interval ?? '0s') }
                    : { kind: 'cron', expression: schedule.cron, origin: origins.ofProperty(schedule, 'cron') },
                outcome: toOutcome(schedule.outcome, origins, origin),
                codeDecides: false,
                origin,
            };
        }),
        settings: toSettings(node, scope),
    };
}

export function toAggregate(node: ast.Aggregate, id: string, scope: Scope): Aggregate {
    const { origins } = scope;
    const store = node.stores.at(-1);
    return {
        ...toElement(node, id, scope),
        context: scope.context,
        kind: 'aggregate',
        ...toKey(node, origins),
        store: store ? written(store, origins.ofProperty(node, 'stores')) : standard('events'),
        fields: toFields(node.fields, scope),
        handles: node.handles.flatMap(handle => toHandling(handle, origins)),
        evolutions: toEvolutions(node.evolutions, origins),
        settings: toSettings(node, scope),
    };
}

export function toProjection(node: ast.Projection, id: string, queries: string[], scope: Scope): Projection {
    const { origins } = scope;
    return {
        ...toElement(node, id, scope),
        context: scope.context,
        kind: 'projection',
        ...toKey(node, origins),
        ...(node.window !== undefined && { window: readDuration(node.window) }),
        fields: toFields(node.fields, scope),
        evolutions: toEvolutions(node.evolutions, origins),
        queries,
        settings: toSettings(node, scope),
    };
}

export function toProcess(node: ast.Process, id: string, scope: Scope): Process {
    const { origins, text } = scope;
    const steps = (nodes: ast.ProcessStep[]) => nodes.filter(step => step.event).map(step => toStep(step, origins));
    return {
        ...toElement(node, id, scope),
        context: scope.context,
        kind: 'process',
        ...toKey(node, origins),
        fields: toFields(node.fields, scope),
        starts: steps(node.starts),
        anywhere: steps(node.steps),
        states: node.states.filter(state => state.name).map(state => {
            const { name, documentation, origin } = toElement(state, '', { ...scope, text });
            return {
                name,
                ...(documentation !== undefined && { documentation }),
                steps: steps(state.steps),
                timers: state.timers.filter(timer => timer.delay !== undefined).map(timer => ({
                    after: readDuration(timer.delay),
                    actions: timer.actions.flatMap(action => toAction(action, origins)),
                    origin: origins.ofKeyword(timer),
                })),
                origin,
            };
        }),
        settings: toSettings(node, scope),
    };
}

function toStep(node: ast.ProcessStep, origins: Origins): ProcessStep {
    const origin = origins.ofKeyword(node);
    return {
        event: origins.ofReference(node.event),
        ...(node.key && { key: toExpression(node.key, origins, origin) }),
        ...(node.condition && { condition: toExpression(node.condition, origins, origin) }),
        actions: node.actions.flatMap(action => toAction(action, origins)),
        origin,
    };
}

function toAction(node: ast.ProcessAction, origins: Origins): ProcessAction[] {
    const origin = origins.ofKeyword(node);
    switch (node.$type) {
        case 'SendAction': {
            if (!node.send?.command) return [];
            const undo = node.undo?.command && toOutput(node.undo, origins.ofReference(node.undo.command), origins);
            return [{ kind: 'send', ...toOutput(node.send, origins.ofReference(node.send.command), origins), ...(undo && { undo }) }];
        }
        case 'GoAction': {
            if (!node.target) return [];
            const { text, origin: place } = origins.ofReference(node.target);
            const target = node.target.ref?.name;
            return [{ kind: 'go', state: { text, ...(target !== undefined && { target }), origin: place }, origin }];
        }
        case 'SetAction': return [{ kind: 'set', assignments: toAssignments(node.assignments, origins), origin }];
        case 'CompensateAction': return [{ kind: 'compensate', origin }];
        case 'EndAction': return [{ kind: 'end', origin }];
    }
}

function toEvolutions(nodes: ast.Evolution[], origins: Origins): Evolution[] {
    return nodes.filter(node => node.event).map(node => {
        const origin = origins.ofKeyword(node);
        return {
            event: origins.ofReference(node.event),
            ...(node.key && { key: toExpression(node.key, origins, origin) }),
            ...(node.condition && { condition: toExpression(node.condition, origins, origin) }),
            byCode: node.byCode,
            statements: node.statements.map(statement => toStatement(statement, origins)),
            origin,
        };
    });
}

function toKey(node: ast.Aggregate | ast.Projection | ast.Process, origins: Origins): { key: string; keyOrigin: Evolution['origin'] } {
    return { key: node.key ?? '', keyOrigin: origins.ofProperty(node, 'key') };
}

function toSettings(node: { name: string; clauses: ast.PartClause[] }, { origins, context }: Scope): PartSettings {
    const settings: PartSettings = {
        concurrency: standard(partDefaults.concurrency),
        idempotentBy: standard(partDefaults.idempotentBy),
        timeout: standard(partDefaults.timeout),
        group: standard(`${kebabCase(context)}.${kebabCase(node.name)}`),
    };
    for (const clause of node.clauses) {
        const origin = origins.ofKeyword(clause);
        switch (clause.$type) {
            case 'ConcurrencyClause': settings.concurrency = written(Number(clause.count), origin); break;
            case 'IdempotentClause': settings.idempotentBy = { ...written(clause.field ?? '', origin), origins: origins.ofProperties(clause, 'field') }; break;
            case 'TimeoutClause': settings.timeout = written(readDuration(clause.duration ?? '0s'), origin); break;
            case 'GroupClause': settings.group = written(clause.name ?? '', origin); break;
            case 'BatchClause': settings.batch = written({ count: Number(clause.count), within: readDuration(clause.interval ?? '0s') }, origin); break;
        }
    }
    return settings;
}

function standard<T>(value: T): Setting<T> {
    return { value, isDefault: true };
}

function written<T>(value: T, origin: Evolution['origin']): Setting<T> {
    return { value, isDefault: false, origin };
}
