import { withTags } from '../../model/unions.js';
import type { CarriedField } from '../../targets/typescript/scenarios/carried-fields.js';

/** What is taken over of some data, under the same names. */
export function takenOver(from: object, fields: readonly CarriedField[]): Record<string, unknown> {
    const given = new Map<string, unknown>(Object.entries(from));
    return Object.fromEntries(fields.flatMap(({ name, tagging }) => (given.has(name) ? [[name, withTags(given.get(name), tagging)]] : [])));
}
