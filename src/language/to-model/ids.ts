import type { AstNode, LangiumDocument } from 'langium';
import type * as ast from '../generated/ast.js';

/**
 * The id of everything that documents declare, by its node; what has no name has none. The highest version owns the bare name;
 * an older one is `…@1`, a second declaration of the same `…#2`.
 */
export function assignIds(documents: readonly LangiumDocument<ast.Specification>[]): Map<AstNode, string> {
    const ids = new Map<AstNode, string>();
    const declared = new Map<string, { version: number; node: AstNode }[]>();
    const declare = (qualifiedName: string, node: AstNode, version: number) => {
        const others = declared.get(qualifiedName);
        if (others) others.push({ version, node });
        else declared.set(qualifiedName, [{ version, node }]);
    };
    for (const document of documents) {
        for (const declaration of document.parseResult.value.declarations) {
            if (!declaration.name) continue;
            if (declaration.$type !== 'Context') {
                declare(declaration.name, declaration, 0);
                continue;
            }
            ids.set(declaration, declaration.name);
            for (const member of declaration.declarations) {
                if (!member.name) continue;
                const version = member.$type === 'Event' || member.$type === 'Command' ? Number(member.version ?? 1) : 0;
                declare(`${declaration.name}.${member.name}`, member, version);
                if (member.$type === 'Projection') {
                    for (const query of member.queries) if (query.name) declare(`${declaration.name}.${query.name}`, query, 0);
                }
            }
        }
    }
    for (const [name, nodes] of declared) {
        if (nodes.length === 1) {
            ids.set(nodes[0]!.node, name);
            continue;
        }
        const latest = Math.max(...nodes.map(({ version }) => version));
        const taken = new Set<string>();
        for (const { version, node } of nodes) {
            const plain = version === latest ? name : `${name}@${version}`;
            let id = plain;
            for (let count = 2; taken.has(id); count++) id = `${plain}#${count}`;
            taken.add(id);
            ids.set(node, id);
        }
    }
    return ids;
}
