/** A JSON schema of draft 7: whatever it says, or all (`true`) or nothing (`false`). */
export type Schema = boolean | { [keyword: string]: unknown };

/**
 * A schema that judges `value` as `schema` does, without what that says of members which `value` does not have: to compile
 * all that could be written takes far longer than to read what is. References lead into `root`.
 */
export function relevantSchema(schema: Schema, value: unknown, root: Schema = schema): Schema {
    if (typeof schema === 'boolean') return schema;
    if (typeof schema.$ref === 'string') return relevantSchema(resolve(root, schema.$ref), value, root);
    const { definitions: _definitions, items, properties, additionalProperties, ...relevant } = schema;
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
        if (keyword in relevant) relevant[keyword] = (relevant[keyword] as Schema[]).map(each => relevantSchema(each, value, root));
    }
    if (Array.isArray(value)) {
        if (items !== undefined && value.length > 0) relevant.items = value.map(item => relevantSchema(items as Schema, item, root));
    } else if (typeof value === 'object' && value !== null) {
        const known = new Map(Object.entries((properties ?? {}) as Record<string, Schema>));
        const present = Object.entries(value).map(([name, member]): [string, Schema | undefined] => {
            const judge = known.get(name) ?? (typeof additionalProperties === 'object' ? additionalProperties as Schema : undefined);
            return [name, judge && relevantSchema(judge, member, root)];
        });
        // All names stay known: whoever tells of an unknown one proposes another.
        relevant.properties = Object.fromEntries([...[...known.keys()].map(name => [name, true]), ...present.filter(([, judge]) => judge !== undefined)]);
        if (additionalProperties === false) relevant.additionalProperties = false;
    }
    return relevant;
}

/** What a reference such as `#/definitions/level` leads to. */
function resolve(root: Schema, reference: string): Schema {
    const steps = reference.split('/').slice(1).map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    return steps.reduce<unknown>((place, step) => (place as Record<string, unknown>)[step], root) as Schema;
}
