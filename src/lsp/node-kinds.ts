import type { AstNode, AstNodeDescription } from 'langium';
import type { NodeKindProvider } from 'langium/lsp';
import { CompletionItemKind, SymbolKind } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';

const kinds: Record<string, { symbol: SymbolKind; item: CompletionItemKind }> = {
    [ast.System.$type]: { symbol: SymbolKind.Package, item: CompletionItemKind.Module },
    [ast.Broker.$type]: { symbol: SymbolKind.Object, item: CompletionItemKind.Unit },
    [ast.Context.$type]: { symbol: SymbolKind.Namespace, item: CompletionItemKind.Module },
    [ast.Actor.$type]: { symbol: SymbolKind.Object, item: CompletionItemKind.Value },
    [ast.Event.$type]: { symbol: SymbolKind.Event, item: CompletionItemKind.Event },
    [ast.Command.$type]: { symbol: SymbolKind.Function, item: CompletionItemKind.Function },
    [ast.Query.$type]: { symbol: SymbolKind.Interface, item: CompletionItemKind.Interface },
    [ast.TypeDeclaration.$type]: { symbol: SymbolKind.Struct, item: CompletionItemKind.Struct },
    [ast.EnumDeclaration.$type]: { symbol: SymbolKind.Enum, item: CompletionItemKind.Enum },
    [ast.EnumValue.$type]: { symbol: SymbolKind.EnumMember, item: CompletionItemKind.EnumMember },
    [ast.Field.$type]: { symbol: SymbolKind.Field, item: CompletionItemKind.Field },
    [ast.Topic.$type]: { symbol: SymbolKind.Array, item: CompletionItemKind.Folder },
    [ast.Queue.$type]: { symbol: SymbolKind.Array, item: CompletionItemKind.Folder },
    [ast.Service.$type]: { symbol: SymbolKind.Class, item: CompletionItemKind.Class },
    [ast.Aggregate.$type]: { symbol: SymbolKind.Class, item: CompletionItemKind.Class },
    [ast.Projection.$type]: { symbol: SymbolKind.Class, item: CompletionItemKind.Class },
    [ast.Process.$type]: { symbol: SymbolKind.Class, item: CompletionItemKind.Class },
    [ast.ProcessState.$type]: { symbol: SymbolKind.Constant, item: CompletionItemKind.Constant },
    [ast.Scenario.$type]: { symbol: SymbolKind.Method, item: CompletionItemKind.Method },
};

/** The icon of a kind of declaration; undefined of what declares nothing. */
export function symbolKindOf(type: string): SymbolKind | undefined {
    return kinds[type]?.symbol;
}

/** The icons that editors show beside declarations. */
export class SluiceNodeKindProvider implements NodeKindProvider {
    getSymbolKind({ $type, type }: AstNode & Partial<AstNodeDescription>): SymbolKind {
        return symbolKindOf($type ?? type ?? '') ?? SymbolKind.Field;
    }

    getCompletionItemKind({ $type, type }: AstNode & Partial<AstNodeDescription>): CompletionItemKind {
        return kinds[$type ?? type ?? '']?.item ?? CompletionItemKind.Reference;
    }
}

/** How a kind of declaration is called in texts: `event`, `context`. */
export function nameOfKind(type: string): string {
    const names: Record<string, string> = {
        [ast.TypeDeclaration.$type]: 'type', [ast.EnumDeclaration.$type]: 'enum', [ast.EnumValue.$type]: 'value', [ast.ProcessState.$type]: 'state',
    };
    return names[type] ?? type.toLowerCase();
}
