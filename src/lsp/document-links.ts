import type { CstNode } from 'langium';
import { AstUtils, CstUtils } from 'langium';
import type { DocumentLink } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';
import { contextNameOf } from '../language/scope-provider.js';
import { findSuppressions } from '../rules/suppressions.js';
import { pageOf } from '../workspace/product.js';
import { nameNodeOf } from './symbol-at.js';
import type { SpecificationDocument, SystemNames } from './system-documents.js';

/**
 * What leads away from a document's text: addresses in comments and strings, the rules that suppressions name to their pages, and in
 * `@deprecated("use OrderBooked")` the names of this system to where they are declared.
 */
export function findDocumentLinks(document: SpecificationDocument, { linked }: SystemNames): DocumentLink[] {
    const root = document.parseResult.value.$cstNode;
    if (!root) return [];
    const links: DocumentLink[] = [];
    const add = (leaf: CstNode, index: number, text: string, target: string, tooltip: string) => links.push({
        range: { start: document.textDocument.positionAt(leaf.offset + index), end: document.textDocument.positionAt(leaf.offset + index + text.length) }, target, tooltip,
    });
    for (const leaf of CstUtils.flattenCst(root)) {
        const { hidden, text } = leaf;
        if (!hidden && leaf.tokenType.name !== 'STRING') continue;
        for (const { 0: address, index } of text.matchAll(/\bhttps?:\/\/[^\s"'<>`)\]}]*[^\s"'<>`)\]},.;:!?]/g)) add(leaf, index, address, address, 'Open the page');
        if (hidden) continue;
        const annotation = AstUtils.getContainerOfType(leaf.astNode, ast.isAnnotation);
        if (annotation?.name !== 'deprecated') continue;
        const context = contextNameOf(annotation);
        for (const { 0: name, index } of text.matchAll(/[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)?/gu)) {
            const node = linked.declarationsOf(context === undefined || name.includes('.') ? name : `${context}.${name}`).at(-1)?.node;
            const declared = node && nameNodeOf(node);
            if (!declared || ast.isContext(node)) continue;
            const { line, character } = declared.range.start;
            add(leaf, index, name, `${AstUtils.getDocument(node).uri.toString()}#L${line + 1},${character + 1}`, `Go to ${name}`);
        }
    }
    for (const { rule, origin } of findSuppressions(new Map([[document.uri.toString(), document.textDocument.getText()]]))) {
        if (rule !== '') links.push({ range: origin.range, target: pageOf(rule), tooltip: `What ${rule} is about` });
    }
    return links;
}
