import type { AstNode, AstNodeDescription, LangiumCoreServices, LangiumDocument, LangiumSharedCoreServices, LocalSymbols, URI } from 'langium';
import { GrammarUtils, DefaultIndexManager, DefaultNameProvider, DefaultScopeComputation, MultiMap } from 'langium';
import type { Context, Declaration, Specification } from './generated/ast.js';
import * as ast from './generated/ast.js';

/** What a document offers to the whole system, under its qualified name; `node` is always there. */
export interface SymbolDescription extends AstNodeDescription {
    node: AstNode;
    /** The version of a message; 0 of anything else. */
    version: number;
    offset: number;
}

/** Only declarations have names, and scenarios titles; a clause such as `name "orders"` has none. */
export class SluiceNameProvider extends DefaultNameProvider {
    override getName(node: AstNode): string | undefined {
        if (ast.isScenario(node)) return node.title;
        return isNamed(node) ? super.getName(node) : undefined;
    }

    override getNameNode(node: AstNode) {
        if (ast.isScenario(node)) return GrammarUtils.findNodeForProperty(node.$cstNode, 'title');
        return isNamed(node) ? super.getNameNode(node) : undefined;
    }
}

const unnamed = new Set<string>([
    ast.NameClause.$type, ast.GroupClause.$type, ast.DeadLetterClause.$type, ast.Annotation.$type, ast.AnnotationArgument.$type,
]);

function isNamed(node: AstNode): boolean {
    return !unnamed.has(node.$type);
}

/** Exports contexts, brokers and what contexts hold, each under its qualified name; nothing is local to a document. */
export class SluiceScopeComputation extends DefaultScopeComputation {
    override async collectExportedSymbols(document: LangiumDocument): Promise<AstNodeDescription[]> {
        return collectSymbols(document as LangiumDocument<Specification>);
    }

    override async collectLocalSymbols(): Promise<LocalSymbols> {
        return new MultiMap<AstNode, AstNodeDescription>();
    }
}

/** What `document` declares for the whole system, in the order of its text. */
export function collectSymbols(document: LangiumDocument<Specification>): SymbolDescription[] {
    const symbols: SymbolDescription[] = [];
    for (const declaration of document.parseResult.value.declarations) {
        if (!declaration.name) continue;
        symbols.push(new DeclaredSymbol(declaration, declaration.name, 0, document));
        if (declaration.$type === 'Context') {
            for (const member of declaration.declarations) collectMember(declaration, member, document, symbols);
        }
    }
    return symbols;
}

function collectMember(context: Context, member: Declaration, document: LangiumDocument, symbols: SymbolDescription[]): void {
    // A half-typed declaration may still lack its name.
    if (member.name) {
        const version = member.$type === 'Event' || member.$type === 'Command' ? Number(member.version ?? 1) : 0;
        symbols.push(new DeclaredSymbol(member, `${context.name}.${member.name}`, version, document));
    }
    if (member.$type === 'Projection') {
        for (const query of member.queries) {
            if (query.name) symbols.push(new DeclaredSymbol(query, `${context.name}.${query.name}`, 0, document));
        }
    }
}

class DeclaredSymbol implements SymbolDescription {
    constructor(
        readonly node: AstNode,
        readonly name: string,
        readonly version: number,
        private readonly document: LangiumDocument,
    ) {}

    get type(): string {
        return this.node.$type;
    }

    get documentUri(): URI {
        return this.document.uri;
    }

    get offset(): number {
        return this.node.$cstNode?.offset ?? 0;
    }

    get selectionSegment() {
        return this.node.$cstNode!;
    }

    get nameSegment() {
        return nameProvider.getNameNode(this.node) ?? this.node.$cstNode!;
    }

    /** Computed on demand: most symbols are never asked for it. */
    get path(): string {
        let path = '';
        for (let node: AstNode = this.node; node.$container; node = node.$container) {
            const index = node.$containerIndex === undefined ? '' : `@${node.$containerIndex}`;
            path = `/${node.$containerProperty}${index}${path}`;
        }
        return path;
    }
}

const nameProvider = new DefaultNameProvider();

/** The index of the system, which also finds a symbol by its qualified name without going through all of them. */
export class SluiceIndexManager extends DefaultIndexManager {
    private readonly byName = new Map<string, SymbolDescription[]>();

    constructor(services: LangiumSharedCoreServices) {
        super(services);
    }

    /**
     * The symbol of a qualified name whose type is `referenceType` or a subtype: the highest version, and of several
     * declarations of one name always the same one, whatever order the files were read in.
     */
    findSymbol(qualifiedName: string, referenceType: string): SymbolDescription | undefined {
        let best: SymbolDescription | undefined;
        for (const symbol of this.byName.get(qualifiedName) ?? []) {
            if (this.astReflection.isSubtype(symbol.type, referenceType) && (!best || precedes(symbol, best))) best = symbol;
        }
        return best;
    }

    /** All symbols of a qualified name, in the order of files and text. */
    symbolsNamed(qualifiedName: string): readonly SymbolDescription[] {
        return [...this.byName.get(qualifiedName) ?? []].sort(byPlace);
    }

    /** What a document declares for the whole system, in the order of its text. */
    symbolsOf(uri: string): readonly SymbolDescription[] {
        return (this.symbolIndex.get(uri) ?? []) as SymbolDescription[];
    }

    override async updateContent(document: LangiumDocument): Promise<void> {
        this.forget(document.uri);
        await super.updateContent(document);
        for (const symbol of this.symbolsOf(document.uri.toString())) {
            const others = this.byName.get(symbol.name);
            if (others) others.push(symbol);
            else this.byName.set(symbol.name, [symbol]);
        }
    }

    override removeContent(uri: URI): void {
        this.forget(uri);
        super.removeContent(uri);
    }

    private forget(uri: URI): void {
        const key = uri.toString();
        for (const { name } of this.symbolIndex.get(key) ?? []) {
            const rest = this.byName.get(name)?.filter(symbol => symbol.documentUri.toString() !== key) ?? [];
            if (rest.length > 0) this.byName.set(name, rest);
            else this.byName.delete(name);
        }
    }
}

function precedes(left: SymbolDescription, right: SymbolDescription): boolean {
    return left.version === right.version ? byPlace(left, right) < 0 : left.version > right.version;
}

function byPlace(left: SymbolDescription, right: SymbolDescription): number {
    const [leftUri, rightUri] = [left.documentUri.toString(), right.documentUri.toString()];
    return leftUri < rightUri ? -1 : leftUri > rightUri ? 1 : left.offset - right.offset;
}

/** The index manager of the language; every set of services made by this project has it. */
export function indexOf(services: LangiumCoreServices): SluiceIndexManager {
    return services.shared.workspace.IndexManager as SluiceIndexManager;
}
