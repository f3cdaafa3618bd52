import type { AstNode, LangiumDocument } from 'langium';
import type { ContextRelation, Element, Expression, FlowModel, Query } from '../../model/flow-model.js';
import type * as ast from '../generated/ast.js';
import type { ChannelSurroundings } from './channels.js';
import { Origins } from './origins.js';
import { toAggregate, toProcess, toProjection, toService } from './parts.js';
import { toScenario } from './scenarios.js';
import { toElement, toEnum, toMessage, toQuery, toTypeDeclaration, type Scope } from './shapes.js';

/** One `context … { … }`, of which a context may have several. */
export interface ContextOpening {
    element: Element;
    external: boolean;
    owner?: string;
    relations: ContextRelation[];
}

/**
 * What one document says: elements that stand in the model as they are, and what has to be put together with what other
 * documents say. It holds as long as the document is the same, what it refers to has the same ids, and so have its declarations.
 */
export interface Fragment {
    document: LangiumDocument;
    /** The declarations that have an id, in turn, and these ids. */
    ids: [AstNode, string][];
    elements: Omit<FlowModel, 'contexts' | 'channels'>;
    contexts: ContextOpening[];
    /** Channels depend on what they carry, which another document may declare. */
    channels: { node: ast.Topic | ast.Queue; scope: Scope }[];
    systemClauses?: ChannelSurroundings['systemClauses'];
    /** All expressions: whoever types them notes that in them. */
    expressions: readonly Expression[];
}

/** Converts a document, whose names are resolved. `idOf` is asked again later, for what its channels carry. */
export function toFragment(document: LangiumDocument<ast.Specification>, idOf: (node: AstNode) => string | undefined): Fragment {
    const { declarations, scenarios } = document.parseResult.value;
    const text = document.textDocument.getText();
    const origins = new Origins(document.uri.toString(), idOf);
    const fragment: Fragment = {
        document,
        ids: [],
        elements: { systems: [], brokers: [], messages: [], queries: [], types: [], enums: [], services: [], aggregates: [], projections: [], processes: [], actors: [], scenarios: [] },
        contexts: [],
        channels: [],
        expressions: origins.expressions,
    };
    const { elements } = fragment;
    for (const scenario of scenarios) elements.scenarios.push(toScenario(scenario, { text, origins }, undefined));
    for (const declaration of declarations) {
        const id = idOf(declaration);
        if (id === undefined) continue;
        fragment.ids.push([declaration, id]);
        const scope = { text, origins, context: declaration.name };
        switch (declaration.$type) {
            case 'System':
                elements.systems.push(toElement(declaration, id, scope));
                fragment.systemClauses ??= { clauses: declaration.clauses, origins };
                break;
            case 'Broker':
                elements.brokers.push({
                    kind: declaration.kind ?? 'memory',
                    ...toElement(declaration, id, scope),
                    replication: declaration.replication === undefined
                        ? { value: 1, isDefault: true }
                        : { value: Number(declaration.replication), isDefault: false, origin: origins.ofProperty(declaration, 'replication') },
                });
                break;
            case 'Actor':
                elements.actors.push({
                    sends: declaration.sends.map(reference => origins.ofReference(reference)),
                    asks: declaration.asks.map(reference => origins.ofReference(reference)),
                    sees: declaration.sees.map(reference => origins.ofReference(reference)),
                    ...toElement(declaration, id, scope),
                });
                break;
            case 'Context': {
                const owner = declaration.owners.at(-1);
                const relations = declaration.relations.filter(relation => relation.context).map(relation => ({
                    context: origins.ofReference(relation.context),
                    ...(relation.kind !== undefined && { kind: relation.kind }),
                    origin: origins.ofKeyword(relation),
                }));
                fragment.contexts.push({ element: toElement(declaration, id, scope), external: declaration.external, ...(owner !== undefined && { owner }), relations });
                for (const member of declaration.declarations) convertMember(member, scope, idOf, fragment);
                for (const scenario of declaration.scenarios) elements.scenarios.push(toScenario(scenario, scope, id));
                break;
            }
        }
    }
    return fragment;
}

function convertMember(node: ast.Declaration, scope: Scope, idOf: (node: AstNode) => string | undefined, { elements, channels, ids }: Fragment): void {
    const id = idOf(node);
    if (id === undefined) return;
    ids.push([node, id]);
    switch (node.$type) {
        case 'Event':
        case 'Command': elements.messages.push(toMessage(node, id, scope)); break;
        case 'Query': elements.queries.push(toQuery(node, id, undefined, scope)); break;
        case 'TypeDeclaration': elements.types.push(toTypeDeclaration(node, id, scope)); break;
        case 'EnumDeclaration': elements.enums.push(toEnum(node, id, scope)); break;
        case 'Topic':
        case 'Queue': channels.push({ node, scope }); break;
        case 'Service': elements.services.push(toService(node, id, scope)); break;
        case 'Aggregate': elements.aggregates.push(toAggregate(node, id, scope)); break;
        case 'Process': elements.processes.push(toProcess(node, id, scope)); break;
        case 'Projection': {
            const queries: Query[] = [];
            for (const query of node.queries) {
                const queryId = idOf(query);
                if (queryId === undefined) continue;
                ids.push([query, queryId]);
                queries.push(toQuery(query, queryId, id, scope));
            }
            elements.queries.push(...queries);
            elements.projections.push(toProjection(node, id, queries.map(query => query.id), scope));
            break;
        }
    }
}
