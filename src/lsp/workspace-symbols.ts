import type { WorkspaceSymbol } from 'vscode-languageserver-types';
import { collectSymbols } from '../language/symbols.js';
import { nameNodeOf } from './symbol-at.js';
import type { SystemDocuments } from './system-documents.js';

/** The declarations of all systems whose names hold the letters of `query` in this order, whatever their case. */
export async function findWorkspaceSymbols(systems: SystemDocuments[], query: string): Promise<WorkspaceSymbol[]> {
    const pattern = new RegExp([...query].map(letter => letter.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*'), 'iu');
    const symbols: WorkspaceSymbol[] = [];
    for (const system of systems) {
        const kinds = system.services.shared.lsp.NodeKindProvider;
        for (const document of (await system.names()).documents) {
            for (const { name, node } of collectSymbols(document)) {
                const place = pattern.test(name) ? nameNodeOf(node) : undefined;
                if (!place) continue;
                const dot = name.lastIndexOf('.');
                symbols.push({
                    name: name.slice(dot + 1), kind: kinds.getSymbolKind(node), location: { uri: document.uri.toString(), range: place.range },
                    ...(dot > 0 && { containerName: name.slice(0, dot) }),
                });
            }
        }
    }
    return symbols;
}
