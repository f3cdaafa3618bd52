import { AstUtils } from 'langium';
import * as ast from '../language/generated/ast.js';
import type { Diagnostic, Fix } from '../model/diagnostic.js';
import { insertInto } from './insertions.js';
import { leafAt, qualifiedNameOf } from './symbol-at.js';
import type { SystemNames } from './system-documents.js';

/** Lets a command that nobody handles be handled: by the aggregate of its context that has its key, by the first service there, or by a new one. */
export function createHandler({ origin }: Diagnostic, names: SystemNames): Fix[] {
    const command = leafAt(origin, names)?.astNode;
    const context = command && AstUtils.getContainerOfType(command, ast.isContext);
    if (!context || !ast.isCommand(command) || names.linked.referencesNaming(qualifiedNameOf(command)).some(({ container, reference }) => ast.isHandle(container) && reference.ref === command)) return [];
    const keys = new Set(command.fields.filter(({ key }) => key).map(({ name }) => name));
    const part = context.declarations.find(each => ast.isAggregate(each) && keys.has(each.key)) ?? context.declarations.find(ast.isService);
    const handler = `handle ${command.name} by code`;
    if (ast.isAggregate(part) || ast.isService(part)) {
        const edits = insertInto(part, part.handles.at(-1) ?? (ast.isAggregate(part) ? part.fields.at(-1) : undefined), handler);
        return edits.length === 0 ? [] : [{ title: `Handle it in ${part.name}`, safe: false, edits }];
    }
    const service = `${command.name}Handler`;
    const edits = insertInto(context, context.declarations.at(-1), `service ${service} {\n  ${handler}\n}`);
    return edits.length === 0 ? [] : [{ title: `Handle it in a new service '${service}'`, safe: false, edits }];
}
