import type { AstNode, Reference, ReferenceInfo } from 'langium';
import { DocumentState, URI } from 'langium';
import type { Specification } from '../language/generated/ast.js';
import { collectReferences, type SluiceLinker } from '../language/linker.js';
import { isFoundThroughAnother, namesLookedUp } from '../language/scope-provider.js';
import type { SluiceIndexManager, SymbolDescription } from '../language/symbols.js';
import type { SluiceEditorServices } from './sluice-lsp-module.js';
import type { SpecificationDocument } from './system-documents.js';

/**
 * Documents whose names are resolved, kept so while single ones change. Which references a change concerns is known by the
 * names that each was looked up by, so that an edit costs what depends on it, and not what the system is large.
 */
export class LinkedDocuments {
    private readonly documents = new Map<string, SpecificationDocument>();
    private readonly references = new Map<string, ReferenceInfo[]>();
    private readonly lookups = new Map<string, Set<ReferenceInfo>>();
    private readonly documentOf = new WeakMap<ReferenceInfo, SpecificationDocument>();
    /** An error names what is similar, and that may be anywhere. */
    private readonly unresolved = new Set<ReferenceInfo>();

    constructor(private readonly services: SluiceEditorServices) {}

    get(uri: string): SpecificationDocument | undefined {
        return this.documents.get(uri);
    }

    /** All that declare a name of the system, `Ordering.OrderPlaced`, in the order of files and text. */
    declarationsOf(qualifiedName: string): readonly SymbolDescription[] {
        return this.index.symbolsNamed(qualifiedName);
    }

    /** The references, in no order, that a name of the system was looked up for; some of them may have found another. */
    referencesNaming(qualifiedName: string): { uri: string; reference: Reference; container: AstNode }[] {
        return [...this.lookups.get(qualifiedName) ?? []].map(info => ({ uri: this.documentOf.get(info)!.uri.toString(), reference: info.reference as Reference, container: info.container }));
    }

    /**
     * Takes the new texts of documents, undefined where one is gone. Gives the URIs of those that were read or whose
     * references were looked up again; a document that is read anew is another object.
     */
    async update(texts: ReadonlyMap<string, string | undefined>): Promise<Set<string>> {
        const touched = new Set(texts.keys());
        const before = new Map([...texts.keys()].map(uri => [uri, this.index.symbolsOf(uri)]));
        for (const [uri, text] of texts) await this.replace(uri, text);
        // Whatever was declared there, or is now, is another node.
        const concerned = new Set<ReferenceInfo>();
        let differs = false;
        for (const [uri, old] of before) {
            const symbols = this.index.symbolsOf(uri);
            differs ||= surfaceOf(old) !== surfaceOf(symbols);
            for (const { name } of [...old, ...symbols]) for (const info of this.lookups.get(name) ?? []) concerned.add(info);
        }
        if (differs) for (const info of this.unresolved) concerned.add(info);
        // What is found through another reference needs to find that one as it is now.
        const last = [...concerned].filter(isFoundThroughAnother);
        for (const info of [...concerned].filter(each => !isFoundThroughAnother(each)).concat(last)) {
            const document = this.documentOf.get(info)!;
            touched.add(document.uri.toString());
            this.linker.relink(info, document);
            this.note(info);
        }
        for (const uri of texts.keys()) await this.link(uri);
        return touched;
    }

    private get linker(): SluiceLinker {
        return this.services.sluice.references.Linker as SluiceLinker;
    }

    private get index(): SluiceIndexManager {
        return this.services.shared.workspace.IndexManager as SluiceIndexManager;
    }

    private async replace(uri: string, text: string | undefined): Promise<void> {
        const { LangiumDocuments, IndexManager, LangiumDocumentFactory } = this.services.shared.workspace;
        const parsed = URI.parse(uri);
        if (this.documents.delete(uri)) {
            LangiumDocuments.deleteDocument(parsed);
            IndexManager.removeContent(parsed);
            for (const info of this.references.get(uri) ?? []) this.forget(info);
            this.references.delete(uri);
        }
        if (text === undefined) return;
        const document = LangiumDocumentFactory.fromString<Specification>(text, parsed);
        LangiumDocuments.addDocument(document);
        await IndexManager.updateContent(document);
        document.state = DocumentState.ComputedScopes;
        this.documents.set(uri, document);
    }

    private async link(uri: string): Promise<void> {
        const document = this.documents.get(uri);
        if (!document) return;
        const infos = [...collectReferences(document.parseResult.value)];
        this.references.set(uri, infos);
        for (const info of infos) {
            this.documentOf.set(info, document);
            for (const name of namesLookedUp(info)) {
                const others = this.lookups.get(name);
                if (others) others.add(info);
                else this.lookups.set(name, new Set([info]));
            }
        }
        await this.linker.link(document);
        document.state = DocumentState.Linked;
        for (const info of infos) this.note(info);
    }

    private note(info: ReferenceInfo): void {
        if (info.reference.error) this.unresolved.add(info);
        else this.unresolved.delete(info);
    }

    private forget(info: ReferenceInfo): void {
        this.unresolved.delete(info);
        for (const name of namesLookedUp(info)) {
            const others = this.lookups.get(name);
            others?.delete(info);
            if (others?.size === 0) this.lookups.delete(name);
        }
    }
}

/** What of a document's symbols decides which names are known, and which of several declarations of one is meant. */
function surfaceOf(symbols: readonly SymbolDescription[]): string {
    return symbols.map(({ name, type, version }) => `${name} ${type} ${version}`).join('\n');
}
