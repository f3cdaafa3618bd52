/** A statement, or a block with its head: `if(data){`. */
type Node = string | Block;

interface Block {
    head: string;
    body: Node[];
}

/**
 * The code that ajv compiles, without what is dead in it: schemas that nothing refers to, errors' places in them, what
 * surrounds the checked value, and the counting of errors where the first one returns. It does the same, in half the text.
 */
export function readableValidators(code: string): string {
    const shorter = code
        .replace(/^(?:"use strict";)?/, '')
        .replace(/,schemaPath:(?:"(?:[^"\\]|\\.)*"|[\w.]+),keyword:"\w+",params:\{(?:type: (?:"\w+"|schema\d+(?:\.\w+|\["(?:[^"\\]|\\.)*"\])*))?\}/g, '')
        .replaceAll('{instancePath="", parentData, parentDataProperty, rootData=data}={}', `instancePath = ""`)
        // A named type that is another by its whole is at the same place.
        .replaceAll('{instancePath,parentData,parentDataProperty,rootData}', 'instancePath')
        .replace(/\{instancePath:([^\n]*?),parentData:[^\n]*?,parentDataProperty:[^\n]*?,rootData\}/g, '$1')
        // What is nothing but a reference to another definition passes on what it was given.
        .replaceAll('{instancePath,parentData,parentDataProperty,rootData}', 'instancePath')
        .replace(/export const (\w+) = (\w+);/g, 'export const $1: SchemaCheck = $2;');
    const program = withoutUnusedSchemas(parse(shorter.split('\n').filter(line => line !== '')).map(simplify));
    return program.map((node, index) => `${typeof node !== 'string' && index > 0 ? '\n' : ''}${print(node, 0)}`).join('\n');
}

/** ajv writes a statement, the head of a block or the end of one a line. */
function parse(lines: readonly string[]): Node[] {
    const root: Block = { head: '', body: [] };
    const open = [root];
    for (const line of lines) {
        if (line === '}') open.pop();
        else if (line.endsWith('{')) {
            const block: Block = { head: line, body: [] };
            open.at(-1)!.body.push(block);
            open.push(block);
        } else open.at(-1)!.body.push(line);
    }
    return root.body;
}

function print(node: Node, depth: number): string {
    const space = ' '.repeat(4 * depth);
    if (typeof node === 'string') return space + node;
    return `${space}${node.head}\n${node.body.map(inner => `${print(inner, depth + 1)}\n`).join('')}${space}}`;
}

/** A function of the program, simplified; anything else as it is. */
function simplify(node: Node): Node {
    if (typeof node === 'string' || !node.head.startsWith('function ')) return node;
    let body = returnWhatOthersFound(node.body, /^function (\w+)/.exec(node.head)![1]!);
    if (countsErrors(body)) body = mapBodies(node.body, unwrapFirstChecks);
    else {
        // The first error returns, so that whoever comes to the end has found none.
        body = unwrapChecks(body, /^if\(errors === (?:0|_errs\d+)\)\{$/).flatMap(statement => withoutCounts(statement));
        body = withoutValidity(body);
        const end = body.findIndex(statement => typeof statement === 'string' && /^validate\d+\.errors = vErrors;$/.test(statement));
        if (end !== -1) body = [...body.slice(0, end), String(body[end]).replace('vErrors', 'null'), 'return true;'];
        body = body.filter(statement => typeof statement !== 'string' || !/^let (?:vErrors = null|errors = 0);$/.test(statement));
    }
    return { head: node.head, body };
}

/** What another function has found wrong is what is wrong here. */
function returnWhatOthersFound(nodes: readonly Node[], name: string): Node[] {
    return nodes.map(node => {
        if (typeof node === 'string') return node;
        const other = /^if\(!\((validate\d+)\(.*\)\)\)\{$/.exec(node.head)?.[1];
        return { head: node.head, body: other === undefined ? returnWhatOthersFound(node.body, name) : [`${name}.errors = ${other}.errors;`, 'return false;'] };
    });
}

/** True where an error is noted without returning: in alternatives, and of what another function has found. */
function countsErrors(nodes: readonly Node[]): boolean {
    return nodes.some(node => (typeof node === 'string' ? /\berrors(?:\+\+| = (?!0;)|--)/.test(node.replace(/^const _errs\d+ = errors;$/, '').replace(/^validate\d+\.errors = .*$/, '')) : countsErrors(node.body)));
}

function unwrapChecks(nodes: readonly Node[], check: RegExp): Node[] {
    return nodes.flatMap(node => {
        if (typeof node === 'string') return [node];
        const body = unwrapChecks(node.body, check);
        return check.test(node.head) ? body : [{ head: node.head, body }];
    });
}

/** Right after the count was taken it cannot have changed. */
function unwrapFirstChecks(nodes: readonly Node[]): Node[] {
    const result: Node[] = [];
    for (const [index, node] of nodes.entries()) {
        const count = /^(?:const (_errs\d+) = errors|let errors = (0));$/.exec(typeof result.at(-1) === 'string' ? result.at(-1) as string : '');
        const name = count?.[1] ?? count?.[2];
        const hasElse = typeof nodes[index + 1] === 'object' && (nodes[index + 1] as Block).head.startsWith('else');
        let current: Node = node;
        const unwrapped: Node[] = [];
        while (name !== undefined && !hasElse && typeof current === 'object' && current.head === `if(errors === ${name}){`) {
            if (current.body.length === 1 && typeof current.body[0] === 'object') current = current.body[0];
            else {
                unwrapped.push(...current.body);
                break;
            }
        }
        result.push(...(unwrapped.length > 0 ? unwrapped : [current]));
    }
    return result;
}

function mapBodies(nodes: readonly Node[], change: (nodes: readonly Node[]) => Node[]): Node[] {
    return change(nodes).map(node => (typeof node === 'string' ? node : { head: node.head, body: mapBodies(node.body, change) }));
}

function withoutCounts(node: Node): Node[] {
    if (typeof node !== 'string') return [{ head: node.head, body: node.body.flatMap(withoutCounts) }];
    if (/^const _errs\d+ = errors;$/.test(node)) return [];
    return [node.replace(/^var (valid\d+) = _errs\d+ === errors;$/, 'var $1 = true;')];
}

/** Where every `validN` is true, nobody needs to ask. */
function withoutValidity(nodes: readonly Node[]): Node[] {
    const text = nodes.map(node => print(node, 0)).join('\n');
    if (/\bvalid\d+ = (?!true;)/.test(text) || /!valid\d+\b/.test(text.replace(/^ *if\(!valid\d+\)\{\n *break;\n *\}$/gm, ''))) return [...nodes];
    const clean = (list: readonly Node[]): Node[] => list.flatMap(node => {
        if (typeof node === 'string') return /^(?:var |let )?valid\d+ = true;$/.test(node) ? [] : [node];
        if (/^if\(!valid\d+\)\{$/.test(node.head)) return [];
        const body = clean(node.body);
        if (/^if\(valid\d+\)\{$/.test(node.head)) return body;
        return node.head === 'else {' && body.length === 0 ? [] : [{ head: node.head, body }];
    });
    return clean(nodes);
}

/** Every schema has a constant of its own, whether anything refers to it or not. */
function withoutUnusedSchemas(nodes: readonly Node[]): Node[] {
    const names = nodes.map(node => (typeof node === 'string' ? /^const (schema\d+) = /.exec(node)?.[1] : undefined));
    const others = nodes.filter((_, index) => names[index] === undefined).map(node => print(node, 0)).join('\n');
    const used = new Set(others.match(/\bschema\d+\b/g));
    return nodes.filter((_, index) => names[index] === undefined || used.has(names[index]));
}
