import { camelCase, kebabCase } from '../../model/names.js';
import type { FlowModel, Message, Query } from '../../model/flow-model.js';

const reserved = new Set([
    'arguments', 'await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else', 'enum', 'eval', 'export',
    'extends', 'false', 'finally', 'for', 'function', 'if', 'implements', 'import', 'in', 'instanceof', 'interface', 'let', 'new', 'null', 'package',
    'private', 'protected', 'public', 'return', 'static', 'super', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'undefined', 'var', 'void', 'while',
    'with', 'yield',
]);

/** A name that may be declared in TypeScript. */
export function identifier(name: string): string {
    return reserved.has(name) ? `${name}_` : name;
}

/** A name in lower camel case that is always followed by more, so that no reserved word can come of it. */
export function camelName(name: string): string {
    return camelCase(name);
}

/** How a context's types are imported: `ordering`. */
export function namespaceOf(context: string): string {
    return identifier(camelCase(context));
}

/** The article before a name: `an` before `OrderPlaced`. */
export function articleOf(name: string): string {
    return /^(?:[AEIO]|U(?!ni|se|ti))/i.test(name) ? 'an' : 'a';
}

/** The folder of a context's files. */
export function folderOf(context: string): string {
    return kebabCase(context);
}

/** Modules that every context may have; a part of such a name gets its kind after it. */
export const moduleNames: readonly string[] = ['messages', 'definitions', 'samples', 'testing'];

/** The type of a message: `OrderPlaced`, of an older version `OrderPlacedV1`. */
export function messageTypeName({ name, version, latest }: Message): string {
    return identifier(latest ? name : `${name}V${version}`);
}

/** The constant with a message's definition: `orderPlaced`. */
export function definitionName({ name }: { name: string }): string {
    return identifier(camelCase(name));
}

/** The validator's name, unique in the system: `Ordering_OrderPlaced`, `Ordering_OrderPlaced_v1`. */
export function validatorName({ context, name, version, latest }: Message): string {
    return `${context}_${name}${latest ? '' : `_v${version}`}`;
}

/** The name of the validator of a query's parameters: `Ordering_OrdersOf`; no message of the context has the query's name. */
export function parametersValidatorName({ context, name }: Query): string {
    return `${context}_${name}`;
}

/** The key of a property, quoted only where it must be. */
export function propertyKey(name: string): string {
    return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : quote(name);
}

/** A text as a TypeScript literal in single quotes. */
export function quote(text: string): string {
    return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'").replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

/** A documentation comment, or nothing; `lines` are joined by line breaks. */
export function documentationComment(...texts: (string | undefined)[]): string {
    const lines = texts.filter(text => text !== undefined && text !== '').flatMap(text => text!.replaceAll('*/', '*\u200b/').split('\n'));
    if (lines.length === 0) return '';
    return lines.length === 1 ? `/** ${lines[0]} */\n` : `/**\n${lines.map(line => ` *${line === '' ? '' : ` ${line}`}\n`).join('')} */\n`;
}

/** Where an element stands in the specification, for the reader of generated code: `ordering.sluice:12`. */
export function sourcePlace(origin: { uri: string; range: { start: { line: number } } }, root: string): string {
    const path = decodeURIComponent(origin.uri.startsWith(root) ? origin.uri.slice(root.length).replace(/^\//, '') : origin.uri.replace(/^.*\//, ''));
    return `${path}:${origin.range.start.line + 1}`;
}

/** True of contexts whose parts others run. */
export function externalContexts(model: FlowModel): Set<string> {
    return new Set(model.contexts.filter(({ external }) => external).map(({ id }) => id));
}
