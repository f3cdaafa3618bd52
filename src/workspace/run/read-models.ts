import type { FlowModel, Projection } from '../../model/flow-model.js';
import { ownParts } from '../../model/topology.js';
import type { Application } from '../../runtime/index.js';

/** The rows of every projection as they are now, by the projection's id. */
export async function readModelsOf(model: FlowModel, application: Pick<Application, 'rows'>): Promise<Record<string, object[]>> {
    const readModels: Record<string, object[]> = {};
    for (const part of ownParts(model)) if (part.kind === 'projection') readModels[part.id] = inOrder(await application.rows(part.id), part);
    return readModels;
}

/** Rows with their fields in the order of the specification. */
function inOrder(rows: readonly object[], { key, fields }: Projection): object[] {
    const names = ['windowStart', key, ...fields.map(({ name }) => name)];
    return rows.map(row => Object.fromEntries(names.flatMap(name => (name in row ? [[name, (row as Record<string, unknown>)[name]]] : []))));
}
