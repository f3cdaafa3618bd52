import type { AstNode, LangiumDocument } from 'langium';
import { atOnce, type InSteps } from '../model/in-steps.js';
import type { Context, FlowModel } from '../model/flow-model.js';
import { KeptFillings } from '../model/kept-fillings.js';
import type * as ast from './generated/ast.js';
import { impliedPhysicalName, toChannel, toImpliedChannel, writtenPhysicalName, type ChannelSurroundings } from './to-model/channels.js';
import { toFragment, type Fragment } from './to-model/fragment.js';
import { assignIds } from './to-model/ids.js';
import { Origins } from './to-model/origins.js';
import { documented } from './to-model/shapes.js';

/**
 * The one door from syntax to model: what linked documents mean together, with the language's defaults filled in.
 * Deterministic whatever the order of `documents`; declarations without a name are left out, as their syntax error says.
 */
export function buildFlowModel(documents: LangiumDocument[]): FlowModel {
    return atOnce(new ModelMaker().make(documents));
}

/**
 * Makes a model again and again while single documents change: what the others say stands in each model as the same objects, so that
 * only the last model that was made may be read.
 */
export class ModelMaker {
    /** By URI. */
    private readonly fragments = new Map<string, Fragment>();
    private readonly fillings = new KeptFillings();
    private ids: ReadonlyMap<AstNode, string> = new Map();
    /** Changes with whatever takes the ground from under a model in the making. */
    private state = 0;

    /** References of these documents (URIs) have been looked up again: what they say has to be read anew, even where a document is the same. */
    forget(uris: Iterable<string>): void {
        this.state++;
        for (const uri of uris) this.fragments.delete(uri);
    }

    /** What documents mean together, with rests. */
    *make(documents: LangiumDocument[]): InSteps<FlowModel> {
        const state = ++this.state;
        const specifications = (documents as LangiumDocument<ast.Specification>[])
            .map(document => ({ uri: document.uri.toString(), document }))
            .sort((left, right) => (left.uri < right.uri ? -1 : left.uri > right.uri ? 1 : 0));
        this.identify(specifications);
        const fragments: Fragment[] = [];
        for (const { uri, document } of specifications) {
            let fragment = this.fragments.get(uri);
            if (!fragment) {
                this.fragments.set(uri, fragment = toFragment(document, node => this.ids.get(node)));
                yield;
                // Somebody wants a newer model already: this one must not touch what both have.
                if (state !== this.state) return yield* new ModelMaker().make(documents);
            }
            fragments.push(fragment);
        }
        const model = assemble(fragments, this.ids);
        this.fillings.fill(model);
        return model;
    }

    /** Keeps of what is known what still holds: a second version or declaration of a name gives another document's declaration a new id, which any document may name. */
    private identify(specifications: readonly { uri: string; document: LangiumDocument<ast.Specification> }[]): void {
        const present = new Map(specifications.map(({ uri, document }) => [uri, document]));
        for (const [uri, { document }] of this.fragments) if (present.get(uri) !== document) this.fragments.delete(uri);
        const ids = assignIds(specifications.map(({ document }) => document));
        const isSame = [...this.fragments.values()].every(fragment => fragment.ids.every(([node, id]) => ids.get(node) === id));
        if (!isSame) this.fragments.clear();
        this.ids = ids;
    }
}

function assemble(fragments: readonly Fragment[], ids: ReadonlyMap<AstNode, string>): FlowModel {
    const model: FlowModel = {
        systems: [], brokers: [], contexts: [], messages: [], queries: [], types: [], enums: [], channels: [],
        services: [], aggregates: [], projections: [], processes: [], actors: [], scenarios: [],
    };
    for (const { elements, expressions } of fragments) {
        for (const [kind, list] of Object.entries(elements) as [keyof Fragment['elements'], never[]][]) for (const element of list) model[kind].push(element);
        for (const expression of expressions) {
            // What has been found out of an expression counts for one model; in this order they were added, which V8 takes back at no cost.
            if (!expression.type) continue;
            delete expression.type;
            if (expression.kind !== 'name') continue;
            delete expression.value;
            delete expression.enum;
        }
    }
    model.contexts = mergeContexts(fragments);
    addChannels(model, fragments, ids);
    return model;
}

function mergeContexts(fragments: readonly Fragment[]): Context[] {
    const contexts = new Map<string, Context>();
    for (const { contexts: openings } of fragments) {
        for (const { element: { id, name, documentation, origin, annotations }, external, owner, relations } of openings) {
            const opened = contexts.get(id);
            if (opened) {
                opened.origins.push(origin);
                opened.relations.push(...relations);
                opened.external ||= external;
                if (owner !== undefined) opened.owner ??= owner;
                if (documentation !== undefined) opened.documentation ??= documentation;
                continue;
            }
            const context: Context = documented({ id, name, origin, annotations, external, relations: [...relations], origins: [origin] }, documentation);
            if (owner !== undefined) context.owner = owner;
            contexts.set(id, context);
        }
    }
    return [...contexts.values()];
}

function addChannels(model: FlowModel, fragments: readonly Fragment[], ids: ReadonlyMap<AstNode, string>): void {
    const messages = new Map(model.messages.map(message => [message.id, message]));
    const written = fragments.flatMap(({ channels }) => channels);
    const physicalNames = new Map(written.map(({ node, scope: { context } }) => [`${context}.${node.name}`, writtenPhysicalName(node) || impliedPhysicalName(context, node.name)]));
    const surroundings: ChannelSurroundings = {
        brokers: model.brokers,
        systemClauses: fragments.find(({ systemClauses }) => systemClauses)?.systemClauses ?? { clauses: [], origins: new Origins('', () => undefined) },
        messageOf: id => messages.get(id),
        physicalNameOf: (context, name) => physicalNames.get(`${context}.${name}`),
    };
    const carried = new Set<string>();
    for (const { node, scope } of written) {
        const channel = toChannel(node, ids.get(node)!, scope, surroundings);
        for (const { target } of channel.carries) if (target !== undefined) carried.add(target);
        model.channels.push(channel);
    }
    for (const message of model.messages) {
        if (message.latest && !message.id.includes('#') && !carried.has(message.id)) model.channels.push(toImpliedChannel(message, surroundings));
    }
}
