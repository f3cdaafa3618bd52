import type { LangiumDocument } from 'langium';
import { DocumentState, URI } from 'langium';
import { collectDocumentDiagnostics } from '../language/document-diagnostics.js';
import type { Specification } from '../language/generated/ast.js';
import { buildFlowModel } from '../language/to-model.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { FlowModel } from '../model/flow-model.js';
import { NameUses } from '../model/renaming/name-uses.js';
import { createSluiceEditorServices, type SluiceEditorServices } from './sluice-lsp-module.js';

/** Judges a system by rules: given its model, the text of each of its files, and which of them have syntax errors. */
export type RuleChecker = (model: FlowModel, texts: Map<string, string>, broken: ReadonlySet<string>) => Diagnostic[];

/** What a system's configuration decides. */
export interface SystemSettings {
    checkRules: RuleChecker;
    /** What is wrong with the configuration itself. */
    configurationDiagnostics: Diagnostic[];
}

/** A document of a system, parsed and linked. */
export type SpecificationDocument = LangiumDocument<Specification>;

/** The names of a system, and what they name; all of one build. */
export interface SystemNames {
    documents: SpecificationDocument[];
    uses: NameUses;
}

/**
 * The documents of one system, built when somebody asks: edits only note what is to be read again, so a burst of them
 * costs one build. Whatever is returned belongs to the last build; syntax trees must not be kept beyond a request.
 */
export class SystemDocuments {
    readonly services: SluiceEditorServices = createSluiceEditorServices();
    private readonly texts = new Map<string, string>();
    private readonly pending = new Set<string>();
    private readonly documents = new Map<string, SpecificationDocument>();
    private building: Promise<void> | undefined;
    private currentModel: FlowModel | undefined;
    private currentUses: NameUses | undefined;
    private settings: SystemSettings = { checkRules: () => [], configurationDiagnostics: [] };

    constructor(
        /** The URI of the folder (or of the one document) that the system is made of. */
        readonly root: string,
    ) {}

    /** From now on the system is checked by these settings. */
    configure(settings: SystemSettings): void {
        this.settings = settings;
    }

    get uris(): string[] {
        return [...this.texts.keys()].sort();
    }

    has(uri: string): boolean {
        return this.texts.has(uri);
    }

    /** Notes a document's new text; it is read at the next build. */
    set(uri: string, text: string): void {
        if (this.texts.get(uri) === text) return;
        this.texts.set(uri, text);
        this.pending.add(uri);
    }

    delete(uri: string): void {
        if (this.texts.delete(uri)) this.pending.add(uri);
    }

    /** All documents, after a build of what has changed; sorted by URI. */
    async build(): Promise<SpecificationDocument[]> {
        while (this.pending.size > 0 || this.building) {
            this.building ??= this.rebuild().finally(() => this.building = undefined);
            await this.building;
        }
        return this.uris.map(uri => this.documents.get(uri)!);
    }

    /** What the system means; the same object until a document changes. */
    async model(): Promise<FlowModel> {
        const documents = await this.build();
        return this.currentModel ??= buildFlowModel(documents);
    }

    /** What the names of all documents name. */
    async names(): Promise<SystemNames> {
        const documents = await this.build();
        this.currentUses ??= new NameUses(this.currentModel ??= buildFlowModel(documents));
        return { documents, uses: this.currentUses };
    }

    /** What is wrong in each document, and in the configuration; a document without faults has an empty list. */
    async diagnostics(): Promise<Map<string, Diagnostic[]>> {
        const documents = await this.build();
        const model = await this.model();
        const found = new Map<string, Diagnostic[]>(documents.map(document => [document.uri.toString(), collectDocumentDiagnostics(document)]));
        // A rule cannot judge what the parser had to skip: a file with syntax errors is told those first.
        const broken = new Set([...found].filter(([, own]) => own.some(({ code }) => code === 'syntax')).map(([uri]) => uri));
        for (const diagnostic of this.settings.checkRules(model, new Map(this.texts), broken)) {
            const { uri } = diagnostic.origin;
            if (!broken.has(uri)) found.set(uri, [...(found.get(uri) ?? []), diagnostic]);
        }
        for (const diagnostic of this.settings.configurationDiagnostics) {
            const { uri } = diagnostic.origin;
            found.set(uri, [...(found.get(uri) ?? []), diagnostic]);
        }
        return found;
    }

    private async rebuild(): Promise<void> {
        const { workspace } = this.services.shared;
        const { Linker } = this.services.sluice.references;
        this.currentModel = undefined;
        this.currentUses = undefined;
        for (const uri of [...this.pending]) {
            this.pending.delete(uri);
            const parsed = URI.parse(uri);
            if (this.documents.delete(uri)) {
                workspace.LangiumDocuments.deleteDocument(parsed);
                workspace.IndexManager.removeContent(parsed);
            }
            const text = this.texts.get(uri);
            if (text === undefined) continue;
            const document = workspace.LangiumDocumentFactory.fromString<Specification>(text, parsed);
            workspace.LangiumDocuments.addDocument(document);
            await workspace.IndexManager.updateContent(document);
            document.state = DocumentState.ComputedScopes;
            this.documents.set(uri, document);
        }
        // Every name is looked up again: which declaration it finds may depend on any other file, and looking up is quick.
        for (const document of this.documents.values()) {
            Linker.unlink(document);
            document.state = DocumentState.ComputedScopes;
            await Linker.link(document);
            document.state = DocumentState.Linked;
        }
    }
}
