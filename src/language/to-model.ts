import type { AstNode, LangiumDocument } from 'langium';
import { fillOutputs } from '../model/filling.js';
import { atOnce, type InSteps } from '../model/in-steps.js';
import type { Context, FlowModel, Message } from '../model/flow-model.js';
import type * as ast from './generated/ast.js';
import { impliedPhysicalName, toChannel, toImpliedChannel, writtenPhysicalName, type ChannelSurroundings } from './to-model/channels.js';
import { Origins } from './to-model/origins.js';
import { toAggregate, toProcess, toProjection, toService } from './to-model/parts.js';
import { toScenario } from './to-model/scenarios.js';
import { documented, toElement, toEnum, toMessage, toQuery, toTypeDeclaration, type Scope } from './to-model/shapes.js';

/**
 * The one door from syntax to model: what linked documents mean together, with the language's defaults filled in.
 * Deterministic whatever the order of `documents`; declarations without a name are left out, as their syntax error says.
 */
export function buildFlowModel(documents: LangiumDocument[]): FlowModel {
    return atOnce(buildFlowModelInSteps(documents));
}

/** The same with rests. The documents must not change until it is done. */
export function* buildFlowModelInSteps(documents: LangiumDocument[]): InSteps<FlowModel> {
    const specifications = (documents as LangiumDocument<ast.Specification>[])
        .map(document => ({ uri: document.uri.toString(), document }))
        .sort((left, right) => (left.uri < right.uri ? -1 : left.uri > right.uri ? 1 : 0));
    const builder = new ModelBuilder();
    for (const { document } of specifications) builder.name(document);
    for (const { uri, document } of specifications) {
        builder.convert(uri, document);
        yield;
    }
    return builder.finish();
}

class ModelBuilder {
    private readonly ids = new Map<AstNode, string>();
    private readonly declared = new Map<string, { version: number; node: AstNode }[]>();
    private readonly contexts = new Map<string, Context>();
    private readonly messages = new Map<string, Message>();
    private readonly channels: { node: ast.Topic | ast.Queue; scope: Scope }[] = [];
    private readonly physicalNames = new Map<string, string>();
    private systemClauses: ChannelSurroundings['systemClauses'] | undefined;
    private readonly model: FlowModel = {
        systems: [], brokers: [], contexts: [], messages: [], queries: [], types: [], enums: [], channels: [],
        services: [], aggregates: [], projections: [], processes: [], actors: [], scenarios: [],
    };

    /** First pass: every declaration of a document gets to be known by its qualified name. */
    name(document: LangiumDocument<ast.Specification>): void {
        for (const declaration of document.parseResult.value.declarations) {
            if (!declaration.name) continue;
            if (declaration.$type !== 'Context') {
                this.declare(declaration.name, declaration, 0);
                continue;
            }
            this.ids.set(declaration, declaration.name);
            for (const member of declaration.declarations) {
                if (!member.name) continue;
                const version = member.$type === 'Event' || member.$type === 'Command' ? Number(member.version ?? 1) : 0;
                this.declare(`${declaration.name}.${member.name}`, member, version);
                if (member.$type === 'Projection') {
                    for (const query of member.queries) if (query.name) this.declare(`${declaration.name}.${query.name}`, query, 0);
                }
            }
        }
    }

    /** The highest version owns the bare name; an older one is `…@1`, a second declaration of the same `…#2`. */
    private declare(qualifiedName: string, node: AstNode, version: number): void {
        const others = this.declared.get(qualifiedName);
        if (others) others.push({ version, node });
        else this.declared.set(qualifiedName, [{ version, node }]);
    }

    private assignIds(): void {
        for (const [name, nodes] of this.declared) {
            const latest = Math.max(...nodes.map(({ version }) => version));
            const taken = new Set<string>();
            for (const { version, node } of nodes) {
                const plain = version === latest ? name : `${name}@${version}`;
                let id = plain;
                for (let count = 2; taken.has(id); count++) id = `${plain}#${count}`;
                taken.add(id);
                this.ids.set(node, id);
            }
        }
        this.declared.clear();
    }

    /** Second pass: a document's declarations become the model's elements. */
    convert(uri: string, document: LangiumDocument<ast.Specification>): void {
        if (this.declared.size > 0) this.assignIds();
        const text = document.textDocument.getText();
        const origins = new Origins(uri, node => this.ids.get(node));
        const { declarations, scenarios } = document.parseResult.value;
        for (const scenario of scenarios) this.model.scenarios.push(toScenario(scenario, { text, origins }, undefined));
        for (const declaration of declarations) {
            const id = this.ids.get(declaration);
            if (id === undefined) continue;
            const scope = { text, origins, context: declaration.name };
            switch (declaration.$type) {
                case 'System':
                    this.model.systems.push(toElement(declaration, id, scope));
                    this.systemClauses ??= { clauses: declaration.clauses, origins };
                    break;
                case 'Broker':
                    this.model.brokers.push({
                        kind: declaration.kind ?? 'memory',
                        ...toElement(declaration, id, scope),
                        replication: declaration.replication === undefined
                            ? { value: 1, isDefault: true }
                            : { value: Number(declaration.replication), isDefault: false, origin: origins.ofProperty(declaration, 'replication') },
                    });
                    break;
                case 'Actor':
                    this.model.actors.push({
                        sends: declaration.sends.map(reference => origins.ofReference(reference)),
                        asks: declaration.asks.map(reference => origins.ofReference(reference)),
                        sees: declaration.sees.map(reference => origins.ofReference(reference)),
                        ...toElement(declaration, id, scope),
                    });
                    break;
                case 'Context': this.convertContext(declaration, id, scope); break;
            }
        }
    }

    private convertContext(node: ast.Context, id: string, scope: Scope): void {
        const { origins } = scope;
        const element = toElement(node, id, scope);
        const relations = node.relations.filter(relation => relation.context).map(relation => ({
            context: origins.ofReference(relation.context),
            ...(relation.kind !== undefined && { kind: relation.kind }),
            origin: origins.ofKeyword(relation),
        }));
        const owner = node.owners.at(-1);
        const opened = this.contexts.get(id);
        if (opened) {
            opened.origins.push(element.origin);
            opened.relations.push(...relations);
            opened.external ||= node.external;
            if (owner !== undefined) opened.owner ??= owner;
            if (element.documentation !== undefined) opened.documentation ??= element.documentation;
        } else {
            const { name, documentation, origin, annotations } = element;
            const context: Context = documented({ id, name, origin, annotations, external: node.external, relations, origins: [origin] }, documentation);
            if (owner !== undefined) context.owner = owner;
            this.contexts.set(id, context);
            this.model.contexts.push(context);
        }
        for (const member of node.declarations) this.convertMember(member, scope);
        for (const scenario of node.scenarios) this.model.scenarios.push(toScenario(scenario, scope, id));
    }

    private convertMember(node: ast.Declaration, scope: Scope): void {
        const id = this.ids.get(node);
        if (id === undefined) return;
        const { model } = this;
        switch (node.$type) {
            case 'Event':
            case 'Command': {
                const message = toMessage(node, id, scope);
                this.messages.set(id, message);
                model.messages.push(message);
                break;
            }
            case 'Query': model.queries.push(toQuery(node, id, undefined, scope)); break;
            case 'TypeDeclaration': model.types.push(toTypeDeclaration(node, id, scope)); break;
            case 'EnumDeclaration': model.enums.push(toEnum(node, id, scope)); break;
            case 'Topic':
            case 'Queue':
                // Channels depend on what they carry, which may be declared in a file still to come.
                this.channels.push({ node, scope });
                this.physicalNames.set(`${scope.context}.${node.name}`, writtenPhysicalName(node) || impliedPhysicalName(scope.context, node.name));
                break;
            case 'Service': model.services.push(toService(node, id, scope)); break;
            case 'Aggregate': model.aggregates.push(toAggregate(node, id, scope)); break;
            case 'Process': model.processes.push(toProcess(node, id, scope)); break;
            case 'Projection': {
                const queries = node.queries.flatMap(query => {
                    const queryId = this.ids.get(query);
                    return queryId === undefined ? [] : [toQuery(query, queryId, id, scope)];
                });
                model.queries.push(...queries);
                model.projections.push(toProjection(node, id, queries.map(query => query.id), scope));
                break;
            }
        }
    }

    finish(): FlowModel {
        const { model } = this;
        const surroundings: ChannelSurroundings = {
            brokers: model.brokers,
            systemClauses: this.systemClauses ?? { clauses: [], origins: new Origins('', () => undefined) },
            messageOf: id => this.messages.get(id),
            physicalNameOf: (context, name) => this.physicalNames.get(`${context}.${name}`),
        };
        const carried = new Set<string>();
        for (const { node, scope } of this.channels) {
            const channel = toChannel(node, this.ids.get(node)!, scope, surroundings);
            for (const { target } of channel.carries) if (target !== undefined) carried.add(target);
            model.channels.push(channel);
        }
        for (const message of model.messages) {
            if (message.latest && !message.id.includes('#') && !carried.has(message.id)) model.channels.push(toImpliedChannel(message, surroundings));
        }
        fillOutputs(model);
        return model;
    }
}
