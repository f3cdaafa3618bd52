/** Indents every line of a text by four spaces, empty lines excepted. */
export function indent(text: string): string {
    return text.replace(/^(?=.)/gm, '    ');
}

/** A whole number, with its thousands kept apart where there are many. */
export function numberText(value: number): string {
    return String(value).replace(/\B(?=(?:\d{3})+$)/g, value >= 10_000 ? '_' : '');
}

/** A block in braces; empty where there is nothing in it. */
export function block(head: string, body: readonly string[], tail = ''): string {
    return body.length === 0 ? `${head} {}${tail}` : `${head} {\n${indent(body.join('\n'))}\n}${tail}`;
}

/** An object literal: on one line where it is short, else a line an entry. */
export function objectLiteral(entries: readonly string[]): string {
    return bracketed('{', entries, '}', ' ');
}

/** An array literal, laid out like an object's; with `lines` a line an item, however short. */
export function arrayLiteral(items: readonly string[], { lines = false }: { lines?: boolean } = {}): string {
    return lines && items.length > 1 ? `[\n${indent(items.map(item => `${item},`).join('\n'))}\n]` : bracketed('[', items, ']', '');
}

function bracketed(open: string, items: readonly string[], close: string, padding: string): string {
    if (items.length === 0) return `${open}${close}`;
    const line = items.join(', ');
    if (line.length <= 90 && !line.includes('\n')) return `${open}${padding}${line}${padding}${close}`;
    return `${open}\n${indent(items.map(item => `${item},`).join('\n'))}\n${close}`;
}

/**
 * The parameters of a function, `name` or `name: Type` each: those after the last one that the body uses are left out,
 * others that it does not use get an underscore, as compilers and linters want it.
 */
export function keptParameters(parameters: readonly string[], body: string): string[] {
    // Neither in a text, nor as the name of a property.
    const code = body.replace(/'(?:[^'\\]|\\.)*'/g, `''`);
    const uses = parameters.map(parameter => new RegExp(`(?<![\\w$])(?<!(?<!\\.\\.)\\.)${/^\w+/.exec(parameter)![0]}\\b(?!:)`).test(code));
    return parameters.slice(0, uses.lastIndexOf(true) + 1).map((parameter, index) => (uses[index] ? parameter : `_${parameter}`));
}

/** An exported function of these statements, with the parameters that they use. */
export function functionText(name: string, parameters: readonly string[], lines: readonly string[], { result, isAsync = false }: { result: string; isAsync?: boolean }): string {
    const body = lines.join('\n');
    const kept = keptParameters(parameters, body);
    const head = (list: string) => `export ${isAsync ? 'async ' : ''}function ${name}(${list}): ${result} {`;
    const line = head(kept.join(', '));
    return `${line.length <= 120 ? line : head(`\n${indent(kept.map(parameter => `${parameter},`).join('\n'))}\n`)}\n${indent(body)}\n}`;
}

/** An arrow function of these statements; a lone `return` becomes an expression. */
export function arrow(parameters: readonly string[], lines: readonly string[], options: { async?: boolean; result?: string } = {}): string {
    const body = lines.join('\n');
    const head = `${options.async || /\bawait\b/.test(body) ? 'async ' : ''}${parenthesized(keptParameters(parameters, body), options)}${options.result === undefined ? '' : `: ${options.result}`} =>`;
    const only = lines.length === 1 ? /^return ([^]*);$/.exec(lines[0]!)?.[1] : undefined;
    if (only !== undefined) return `${head} ${only.startsWith('{') ? `(${only})` : only}`;
    return `${head} {\n${indent(body)}\n}`;
}

function parenthesized(parameters: readonly string[], { result }: { result?: string }): string {
    const [only] = parameters;
    return parameters.length === 1 && result === undefined && /^\w+$/.test(only!) ? only! : `(${parameters.join(', ')})`;
}

/** True of code that can stand beside any operator: names, calls and texts, joined by dots. */
export function isPrimary(code: string): boolean {
    let depth = 0;
    for (const [part] of code.matchAll(/'(?:[^'\\]|\\.)*'|[^]/g)) {
        if (part === '(' || part === '[' || part === '{') depth++;
        else if (part === ')' || part === ']' || part === '}') depth--;
        else if (depth === 0 && part.length === 1 && !/[\w$.?]/.test(part)) return false;
    }
    return true;
}

/** What a generated module imports, gathered while its text is made. */
export class Imports {
    private readonly namespaces = new Map<string, { from: string; typeOnly: boolean }>();
    private readonly names = new Map<string, Map<string, boolean>>();

    /** `import type * as ordering from './ordering/messages.js'`; a use as a value makes it a full import. */
    namespace(name: string, from: string, options: { value?: boolean } = {}): string {
        const known = this.namespaces.get(name);
        const typeOnly = !options.value && (known?.typeOnly ?? true);
        this.namespaces.set(name, { from, typeOnly });
        return name;
    }

    /** `import { required } from './runtime/index.js'`. */
    value(name: string, from: string): string {
        this.add(name, from, false);
        return name;
    }

    /** `import type { HandlerContext } from './runtime/index.js'`. */
    type(name: string, from: string): string {
        this.add(name, from, true);
        return name;
    }

    private add(name: string, from: string, typeOnly: boolean): void {
        const names = this.names.get(from) ?? new Map<string, boolean>();
        names.set(name, typeOnly && (names.get(name) ?? true));
        this.names.set(from, names);
    }

    toString(): string {
        const lines: string[] = [];
        for (const [name, { from, typeOnly }] of this.namespaces) lines.push(`import ${typeOnly ? 'type ' : ''}* as ${name} from '${from}';`);
        for (const [from, names] of this.names) {
            const sorted = [...names].sort(([left], [right]) => (left < right ? -1 : 1));
            if (sorted.every(([, typeOnly]) => typeOnly)) lines.push(`import type ${objectLiteral(sorted.map(([name]) => name))} from '${from}';`);
            else lines.push(`import ${objectLiteral(sorted.map(([name, typeOnly]) => (typeOnly ? `type ${name}` : name)))} from '${from}';`);
        }
        lines.sort((left, right) => compare(left.slice(left.lastIndexOf(' from ')), right.slice(right.lastIndexOf(' from '))));
        return lines.length === 0 ? '' : `${lines.join('\n')}\n\n`;
    }
}

function compare(left: string, right: string): number {
    return left < right ? -1 : left > right ? 1 : 0;
}
