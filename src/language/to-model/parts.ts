import { kebabCase } from '../../model/names.js';
import type { Aggregate, Evolution, PartSettings, Process, ProcessAction, ProcessStep, Projection, Reaction, Service, Setting } from '../../model/flow-model.js';
import type * as ast from '../generated/ast.js';
import { toAssignments, toExpression, toStatement } from './expressions.js';
import type { Origins } from './origins.js';
import { toHandling, toOutcome, toOutput } from './outcomes.js';
import { documented, toElement, toFields, type Scope } from './shapes.js';
import { readDuration } from './units.js';

/** The language's defaults for parts that react. */
export const partDefaults = { concurrency: 1, idempotentBy: 'id', timeout: 30_000 } as const;

export function toService(node: ast.Service, id: string, scope: Scope): Service {
    const { origins } = scope;
    const { name, documentation, origin, annotations } = toElement(node, id, scope);
    const service: Service = {
        id,
        name,
        origin,
        annotations,
        context: scope.context,
        kind: 'service',
        handles: node.handles.flatMap(handle => toHandling(handle, origins)),
        reactions: node.reactions.filter(reaction => reaction.event).map(reaction => toReaction(reaction, origins)),
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
    return documented(service, documentation);
}

function toReaction(node: ast.Reaction, origins: Origins): Reaction {
    const origin = origins.ofKeyword(node);
    const reaction: Reaction = { event: origins.ofReference(node.event), byCode: node.byCode, codeDecides: node.byCode, origin };
    if (node.condition) reaction.condition = toExpression(node.condition, origins, origin);
    if (node.outcome) reaction.outcome = toOutcome(node.outcome, origins, origin);
    return reaction;
}

export function toAggregate(node: ast.Aggregate, id: string, scope: Scope): Aggregate {
    const { origins } = scope;
    const { name, documentation, origin, annotations } = toElement(node, id, scope);
    const store = node.stores.at(-1);
    return documented({
        id,
        name,
        origin,
        annotations,
        context: scope.context,
        kind: 'aggregate',
        key: node.key ?? '',
        keyOrigin: origins.ofProperty(node, 'key'),
        store: store ? written(store, origins.ofProperty(node, 'stores')) : standard('events'),
        fields: toFields(node.fields, scope),
        handles: node.handles.flatMap(handle => toHandling(handle, origins)),
        evolutions: toEvolutions(node.evolutions, origins),
        settings: toSettings(node, scope),
    }, documentation);
}

export function toProjection(node: ast.Projection, id: string, queries: string[], scope: Scope): Projection {
    const { origins } = scope;
    const { name, documentation, origin, annotations } = toElement(node, id, scope);
    const projection: Projection = {
        id,
        name,
        origin,
        annotations,
        context: scope.context,
        kind: 'projection',
        key: node.key ?? '',
        keyOrigin: origins.ofProperty(node, 'key'),
        fields: toFields(node.fields, scope),
        evolutions: toEvolutions(node.evolutions, origins),
        queries,
        settings: toSettings(node, scope),
    };
    if (node.window !== undefined) projection.window = readDuration(node.window);
    return documented(projection, documentation);
}

export function toProcess(node: ast.Process, id: string, scope: Scope): Process {
    const { origins } = scope;
    const { name, documentation, origin, annotations } = toElement(node, id, scope);
    const steps = (nodes: ast.ProcessStep[]) => nodes.filter(step => step.event).map(step => toStep(step, origins));
    return documented({
        id,
        name,
        origin,
        annotations,
        context: scope.context,
        kind: 'process',
        key: node.key ?? '',
        keyOrigin: origins.ofProperty(node, 'key'),
        fields: toFields(node.fields, scope),
        starts: steps(node.starts),
        anywhere: steps(node.steps),
        states: node.states.filter(state => state.name).map(state => {
            const element = toElement(state, '', scope);
            return documented({
                name: element.name,
                steps: steps(state.steps),
                timers: state.timers.filter(timer => timer.delay !== undefined).map(timer => ({
                    after: readDuration(timer.delay),
                    actions: timer.actions.flatMap(action => toAction(action, origins)),
                    origin: origins.ofKeyword(timer),
                })),
                origin: element.origin,
            }, element.documentation);
        }),
        settings: toSettings(node, scope),
    }, documentation);
}

function toStep(node: ast.ProcessStep, origins: Origins): ProcessStep {
    const origin = origins.ofKeyword(node);
    const step: ProcessStep = { event: origins.ofReference(node.event), actions: node.actions.flatMap(action => toAction(action, origins)), origin };
    if (node.key) step.key = toExpression(node.key, origins, origin);
    if (node.condition) step.condition = toExpression(node.condition, origins, origin);
    return step;
}

function toAction(node: ast.ProcessAction, origins: Origins): ProcessAction[] {
    const origin = origins.ofKeyword(node);
    switch (node.$type) {
        case 'SendAction': {
            if (!node.send?.command) return [];
            const action: ProcessAction & { kind: 'send' } = { kind: 'send', ...toOutput(node.send, origins.ofReference(node.send.command), origins) };
            if (node.undo?.command) action.undo = toOutput(node.undo, origins.ofReference(node.undo.command), origins);
            return [action];
        }
        case 'GoAction': {
            if (!node.target) return [];
            const { text, origin: place } = origins.ofReference(node.target);
            const target = node.target.ref?.name;
            return [{ kind: 'go', state: target === undefined ? { text, origin: place } : { text, target, origin: place }, origin }];
        }
        case 'SetAction': return [{ kind: 'set', assignments: toAssignments(node.assignments, origins), origin }];
        case 'CompensateAction': return [{ kind: 'compensate', origin }];
        case 'EndAction': return [{ kind: 'end', origin }];
    }
}

function toEvolutions(nodes: ast.Evolution[], origins: Origins): Evolution[] {
    return nodes.filter(node => node.event).map(node => {
        const origin = origins.ofKeyword(node);
        const evolution: Evolution = {
            event: origins.ofReference(node.event),
            byCode: node.byCode,
            statements: node.statements.map(statement => toStatement(statement, origins)),
            origin,
        };
        if (node.key) evolution.key = toExpression(node.key, origins, origin);
        if (node.condition) evolution.condition = toExpression(node.condition, origins, origin);
        return evolution;
    });
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
            case 'IdempotentClause': settings.idempotentBy = { value: clause.field ?? '', isDefault: false, origin, origins: origins.ofProperties(clause, 'field') }; break;
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
