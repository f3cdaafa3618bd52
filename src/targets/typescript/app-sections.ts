import type { Part } from '../../model/flow-model.js';
import { ownParts } from '../../model/topology.js';
import type { Module } from './modules.js';
import { camelName, documentationComment, folderOf, identifier, propertyKey, quote } from './naming.js';
import { partPath, stateTypeName } from './part-module.js';
import type { Generation } from './shapes.js';
import { block } from './writer.js';

/** A member of the generated application: how it is declared, and how it is made. */
export interface Entry {
    type: string;
    value: string;
}

/** A member with an entry for each of some contexts' elements: `app.publish.ordering.orderPlaced`. */
export function section(name: string, documentation: string, contexts: { context: string; entries: Entry[] }[]): Entry {
    return {
        type: `${documentationComment(documentation)}${contexts.length === 0 ? `readonly ${name}: Record<string, never>;` : block(`readonly ${name}:`, contexts.map(({ context, entries }) => block(`readonly ${propertyKey(camelName(context))}:`, entries.map(({ type }) => type), ';')), ';')}`,
        value: `${block(`${name}:`, contexts.map(({ context, entries }) => block(`${propertyKey(camelName(context))}:`, entries.map(({ value }) => value), ',')), ',')}`,
    };
}

/** The entries of each context that has any. */
export function byContext({ model }: Generation, entriesOf: (context: string) => Entry[]): { context: string; entries: Entry[] }[] {
    return model.contexts.map(({ id }) => ({ context: id, entries: entriesOf(id) })).filter(({ entries }) => entries.length > 0);
}

/** The module of a part, imported under a name of its own. */
export function partModule(part: Part, module: Module, options: { value?: boolean } = {}): string {
    const name = `${camelName(part.context)}${folderOf(part.name).split('-').map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Part`;
    return module.imports.namespace(name, `./${partPath(part).replace(/\.ts$/, '.js')}`, options);
}

/** What the parts know, and knew: `read`, `state`, `history`, `rebuild` and `replay`. */
export function knowledgeSections(generation: Generation, module: Module): Entry[] {
    const parts = ownParts(generation.model);
    const each = <Kind extends Part['kind']>(kinds: readonly Kind[], entryOf: (part: Extract<Part, { kind: Kind }>, name: string) => Omit<Entry, 'type'> & { signature: string } | undefined) => byContext(generation, context => (
        parts.filter((part): part is Extract<Part, { kind: Kind }> => part.context === context && kinds.some(kind => kind === part.kind)).flatMap(part => {
            const name = propertyKey(camelName(part.name));
            const entry = entryOf(part, name);
            return entry ? [{ type: `${documentationComment(part.documentation)}${name}${entry.signature};`, value: `${name}: ${entry.value},` }] : [];
        })));
    const runtime = (name: string) => module.useType(name);
    const sections: [name: string, documentation: string, entries: ReturnType<typeof each>][] = [
        ['read', 'The rows of a read model as they are now, or were at some moment: by what was in the log then, as this version makes them of it.', each(['projection'], part => {
            const result = `Promise<readonly ${partModule(part, module)}.${identifier(part.name)}[]>`;
            return { signature: `(moment?: ${runtime('LogMoment')}): ${result}`, value: `moment => application.rows(${quote(part.id)}, moment) as ${result}` };
        })],
        ['state', 'The state of one aggregate as it is now; undefined before its first event. One that keeps its events can tell of any moment.', each(['aggregate'], part => {
            const result = `Promise<${partModule(part, module)}.${stateTypeName(part)} | undefined>`;
            return part.store.value === 'events'
                ? { signature: `(key: string, moment?: ${runtime('AggregateMoment')}): ${result}`, value: `(key, moment) => application.state(${quote(part.id)}, key, moment) as ${result}` }
                : { signature: `(key: string): ${result}`, value: `key => application.state(${quote(part.id)}, key) as ${result}` };
        })],
        ['history', 'What has happened to one aggregate, the first event first: when, who made it, and what caused it.', each(['aggregate'], part => (part.store.value === 'state' ? undefined : {
            signature: `(key: string): Promise<readonly ${runtime('AuditEntry')}[]>`, value: `key => application.history(${quote(part.id)}, key)`,
        }))],
        ['rebuild', 'Makes the rows of a read model anew from the log, from a position on (0 is all). The rows that are there serve until that is done.', each(['projection'], part => ({
            signature: `(options: { readonly from: number }): Promise<${runtime('RebuildResult')}>`, value: `options => application.rebuild(${quote(part.id)}, options)`,
        }))],
        ['replay', 'Gives a part the events of the log once more; those that it remembers to have handled have no second effect.', each(['service', 'process'], part => {
            const takesEvents = part.kind === 'process' || part.reactions.length > 0;
            return takesEvents ? { signature: `(options: ${runtime('ReplayOptions')}): Promise<${runtime('ReplayResult')}>`, value: `options => application.replay(${quote(part.id)}, options)` } : undefined;
        })],
    ];
    // The rows were always there to be read; the others are there where something has them.
    return sections.filter(([name, , entries]) => name === 'read' || entries.length > 0).map(([name, documentation, entries]) => section(name, documentation, entries));
}
