import type { LangiumDocument } from 'langium';
import { collectDocumentDiagnostics } from '../language/document-diagnostics.js';
import type { Specification } from '../language/generated/ast.js';
import { ModelMaker } from '../language/to-model.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { FlowModel } from '../model/flow-model.js';
import { buildGraph, type FlowGraph } from '../model/graph.js';
import { atOnce, inTurns, type InSteps } from '../model/in-steps.js';
import { SluiceError } from '../model/sluice-error.js';
import { NameUses } from '../model/renaming/name-uses.js';
import { LinkedDocuments } from './linked-documents.js';
import { createSluiceEditorServices, type SluiceEditorServices } from './sluice-lsp-module.js';

/** Judges a system by rules: given its model, the text of each of its files, and which of them have syntax errors. */
export type RuleChecker = (model: FlowModel, texts: Map<string, string>, broken: ReadonlySet<string>) => InSteps<Diagnostic[]>;

/** Finds nothing, where nobody has said how to judge. */
export function* checkNothing(): InSteps<Diagnostic[]> {
    yield;
    return [];
}

/** What a system's configuration decides. */
export interface SystemSettings {
    checkRules: RuleChecker;
    /** The name of the set of rules that it starts from. */
    ruleSet: string;
    /** What is wrong with the configuration itself. */
    configurationDiagnostics: Diagnostic[];
    /** What would be generated of the system, given its model. */
    preview?(model: FlowModel): Promise<GeneratedPreview[]>;
}

/** A file as it would be generated; its path is relative to the system's folder. */
export interface GeneratedPreview {
    path: string;
    text: string;
}

/** A document of a system, parsed and linked. */
export type SpecificationDocument = LangiumDocument<Specification>;

/** What a system's documents say together, all of one build; what of it costs time is worked out when somebody asks. */
export class SystemNames {
    private currentModel: FlowModel | undefined;
    private modelInTheMaking: InSteps<FlowModel> | undefined;
    private currentUses: NameUses | undefined;

    constructor(
        /** Sorted by URI. */
        readonly documents: SpecificationDocument[],
        /** Finds documents, declarations and references by name, without going through all of them. */
        readonly linked: Pick<LinkedDocuments, 'get' | 'declarationsOf' | 'referencesNaming'>,
        private readonly models: ModelMaker,
        private readonly hasChanged: (names: SystemNames) => boolean,
    ) {}

    /** Whether a document has changed since: what takes its time has to be given up. */
    get isOutdated(): boolean {
        return this.hasChanged(this);
    }

    /** What the system means. */
    get model(): FlowModel {
        return this.currentModel ??= atOnce(this.makeModel());
    }

    /** Works the model out with rests; no document may change meanwhile. Several who want it do the work together, not each anew. */
    *makeModel(): InSteps<FlowModel> {
        while (!this.currentModel) {
            // Models share what has not changed: one that comes late has to be made apart.
            this.modelInTheMaking ??= (this.isOutdated ? new ModelMaker() : this.models).make(this.documents);
            const { done, value } = this.modelInTheMaking.next();
            if (!done) yield;
            else this.currentModel = value;
        }
        return this.currentModel;
    }

    /** Who tells whom what. */
    get graph(): FlowGraph {
        return buildGraph(this.model);
    }

    /** What those names name that have no reference in the syntax tree. */
    get uses(): NameUses {
        return this.currentUses ??= new NameUses(this.isOutdated ? atOnce(new ModelMaker().make(this.documents)) : this.model);
    }
}

/**
 * The documents of one system, built when somebody asks: edits only note what is to be read again, so a burst of them
 * costs one build. Whatever is returned belongs to the last build; syntax trees must not be kept beyond a request.
 */
export class SystemDocuments {
    readonly services: SluiceEditorServices = createSluiceEditorServices();
    private readonly texts = new Map<string, string>();
    private readonly pending = new Set<string>();
    private readonly linked = new LinkedDocuments(this.services);
    private readonly models = new ModelMaker();
    private readonly touched = new Set<string>();
    private building: Promise<void> | undefined;
    private current: SystemNames | undefined;
    private previewed: { names: SystemNames; files: Promise<GeneratedPreview[]> } | undefined;
    private settings: SystemSettings = { checkRules: checkNothing, ruleSet: 'none', configurationDiagnostics: [] };

    constructor(
        /** The URI of the folder (or of the one document) that the system is made of. */
        readonly root: string,
    ) {}

    /** From now on the system is checked by these settings. */
    configure(settings: SystemSettings): void {
        this.settings = settings;
        this.previewed = undefined;
    }

    /** The name of the set of rules that the system is checked by. */
    get ruleSet(): string {
        return this.settings.ruleSet;
    }

    /** What would be generated of the system as it is now, sorted by path. Throws a `SluiceError` where it has errors. */
    async preview(): Promise<GeneratedPreview[]> {
        const names = await this.names();
        // Of one build there is one preview, however many of its files are looked at.
        if (this.previewed?.names !== names) this.previewed = { names, files: this.makePreview(names) };
        return this.previewed.files;
    }

    private async makePreview(names: SystemNames): Promise<GeneratedPreview[]> {
        const found = await this.diagnostics();
        // It has been changed meanwhile: what is wanted is what it says now.
        if (!found) return this.preview();
        const errors = [...found.values()].flat().filter(({ severity }) => severity === 'error');
        if (errors.length > 0) throw new SluiceError(`Nothing can be generated while the system has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}: ${errors[0]!.message}`);
        return await this.settings.preview?.(names.model) ?? [];
    }

    get uris(): string[] {
        return [...this.texts.keys()].sort();
    }

    has(uri: string): boolean {
        return this.texts.has(uri);
    }

    /** The text of a document as it is now. */
    textOf(uri: string): string | undefined {
        return this.texts.get(uri);
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

    /** What the system means; the same object until a document changes. */
    async model(): Promise<FlowModel> {
        return (await this.names()).model;
    }

    /** What the documents say together, after a build of what has changed; the same object until one of them changes. */
    async names(): Promise<SystemNames> {
        while (this.pending.size > 0 || this.building) {
            this.building ??= this.rebuild().finally(() => this.building = undefined);
            await this.building;
        }
        return this.current ??= new SystemNames(this.uris.map(uri => this.linked.get(uri)!), this.linked, this.models, names => this.current !== names || this.pending.size > 0);
    }

    /** What the parser and the linker say of the documents that have been read, or whose names were looked up again, since this was last asked. */
    async changedDocuments(): Promise<Map<string, { text: string; diagnostics: Diagnostic[] }>> {
        await this.names();
        const changed = new Map<string, { text: string; diagnostics: Diagnostic[] }>();
        for (const uri of this.touched) {
            const document = this.linked.get(uri);
            if (document) changed.set(uri, { text: document.textDocument.getText(), diagnostics: collectDocumentDiagnostics(document) });
        }
        this.touched.clear();
        return changed;
    }

    /**
     * What is wrong in each document, and in the configuration; a document without faults has an empty list. Requests are
     * answered in the meantime; undefined where a document was changed before it was done.
     */
    async diagnostics(): Promise<Map<string, Diagnostic[]> | undefined> {
        const names = await this.names();
        return inTurns(this.judge(names), () => names.isOutdated);
    }

    private *judge(names: SystemNames): InSteps<Map<string, Diagnostic[]>> {
        const found = new Map<string, Diagnostic[]>();
        for (const document of names.documents) found.set(document.uri.toString(), collectDocumentDiagnostics(document));
        // A rule cannot judge what the parser had to skip: a file with syntax errors is told those first.
        const broken = new Set([...found].filter(([, own]) => own.some(({ code }) => code === 'syntax')).map(([uri]) => uri));
        const model = yield* names.makeModel();
        for (const diagnostic of yield* this.settings.checkRules(model, new Map(this.texts), broken)) {
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
        this.current = undefined;
        const changed = new Map([...this.pending].map(uri => [uri, this.texts.get(uri)]));
        this.pending.clear();
        const touched = await this.linked.update(changed);
        this.models.forget(touched);
        for (const uri of touched) this.touched.add(uri);
    }
}
