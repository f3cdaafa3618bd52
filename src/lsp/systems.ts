import type { Diagnostic } from '../model/diagnostic.js';
import type { InSteps } from '../model/in-steps.js';
import { checkNothing, SystemDocuments, type SystemSettings } from './system-documents.js';

/** The files behind an editor's documents, wherever they are; all places are URIs. */
export interface SystemFiles {
    /** The root of the system that a document belongs to, looked for upwards no further than the folder that is open. */
    findRoot(uri: string, folders: string[]): Promise<string>;
    /**
     * What the system at `root` is made of. While its configuration cannot be understood, what it said last holds, and the
     * defaults where it never said anything.
     */
    readSystem(root: string): Promise<SystemDescription>;
    /** The roots of all systems at or below `folder`. */
    findRoots(folder: string): Promise<string[]>;
    /** Undefined where there is nothing to read. */
    read(uri: string): Promise<string | undefined>;
    /** Whether a file of this name and place may configure a system. */
    isConfiguration(uri: string): boolean;
    /** Whether a configuration's file with this text configures a system; of most files package.json it does not. */
    configures(uri: string, text: string): boolean;
}

/** What belongs to a system, and what its configuration says. */
export interface SystemDescription extends SystemSettings {
    specifications: string[];
}

/** Makes the files as an editor sees them: `textOf` gives the text of a document that is open, which counts before its file's. */
export type SystemFilesFactory = (textOf: (uri: string) => string | undefined) => SystemFiles;

/** The systems of what is open in an editor: each with the files of its folder, in the text that the editor has of them. */
export class Systems {
    private readonly systems = new Map<string, Promise<SystemDocuments>>();
    private readonly files: SystemFiles;
    /** The text of open specifications and configurations. */
    private readonly open = new Map<string, string>();
    private folders: string[] = [];

    constructor(
        createFiles: SystemFilesFactory,
        private readonly reportError: (error: unknown) => void,
    ) {
        this.files = createFiles(uri => this.open.get(uri));
    }

    /** Reads every system below the folders that are open. */
    async start(folders: string[]): Promise<void> {
        this.folders = folders;
        for (const folder of folders) for (const root of await this.files.findRoots(folder)) await this.systemAt(root);
    }

    async changeFolders(added: string[], removed: string[]): Promise<void> {
        this.folders = [...this.folders.filter(folder => !removed.includes(folder)), ...added];
        await this.reload();
    }

    async all(): Promise<SystemDocuments[]> {
        return Promise.all(this.systems.values());
    }

    /** The system that a document belongs to, read if it was not yet. */
    async systemOf(uri: string): Promise<SystemDocuments> {
        return this.systemAt(await this.files.findRoot(uri, this.folders));
    }

    /** An open document's text, as it is now; gives the systems that it belongs to. */
    async setOpen(uri: string, text: string): Promise<SystemDocuments[]> {
        this.open.set(uri, text);
        const owner = await this.systemOf(uri);
        const systems = (await this.systemsAround(uri)).filter(system => system === owner || system.has(uri));
        for (const system of systems) system.set(uri, text);
        return systems;
    }

    /** A document is no longer open: from now on its file counts. */
    async close(uri: string): Promise<SystemDocuments[]> {
        this.open.delete(uri);
        // That it was open may have been all that made it part of a system.
        for (const system of await this.systemsAround(uri)) system.delete(uri);
        return this.refresh([uri]);
    }

    /** Files were made, changed or removed by somebody else; gives the systems that they may belong to. */
    async refresh(uris: string[]): Promise<SystemDocuments[]> {
        const changed = new Set<SystemDocuments>();
        const specifications = new Map<SystemDocuments, Set<string>>();
        for (const uri of uris) {
            const text = await this.files.read(uri);
            const around = await this.systemsAround(uri);
            const known = around.filter(system => system.has(uri));
            // What is known and still there belongs where it did; only what comes and goes is looked for in the folder.
            for (const system of text !== undefined && known.length > 0 ? known : around) {
                changed.add(system);
                if (text === undefined) {
                    system.delete(uri);
                    continue;
                }
                if (!system.has(uri) && !specifications.has(system)) specifications.set(system, new Set((await this.describe(system.root)).specifications));
                if (system.has(uri) || specifications.get(system)?.has(uri)) system.set(uri, text);
            }
        }
        return [...changed];
    }

    /** The system that a document belongs to, and those above it, which may take it in as well. */
    private async systemsAround(uri: string): Promise<SystemDocuments[]> {
        const owner = await this.systemOf(uri);
        return (await this.all()).filter(system => system === owner || uri.startsWith(`${system.root}/`));
    }

    isConfiguration(uri: string): boolean {
        return this.files.isConfiguration(uri);
    }

    /** Takes the text that the editor has of a configuration, nothing once it is closed; says whether systems may be others now. */
    async setConfiguration(uri: string, text: string | undefined): Promise<boolean> {
        const before = await this.files.read(uri);
        if (text === undefined) this.open.delete(uri);
        else this.open.set(uri, text);
        const after = await this.files.read(uri);
        return before !== after && [before, after].some(each => each !== undefined && this.files.configures(uri, each));
    }

    /** Looks again where systems begin and end, and what their configurations say; what has been built of them is kept. */
    async reload(): Promise<void> {
        const owners = new Map<string, string>();
        for (const uri of this.open.keys()) if (!this.isConfiguration(uri)) owners.set(uri, await this.files.findRoot(uri, this.folders));
        const roots = new Set(owners.values());
        for (const folder of this.folders) for (const root of await this.files.findRoots(folder)) roots.add(root);
        for (const root of [...this.systems.keys()]) if (!roots.has(root)) this.systems.delete(root);
        for (const root of roots) {
            const known = this.systems.get(root);
            if (known) await this.fill(await known);
            const system = await this.systemAt(root);
            for (const [uri, owner] of owners) if (owner === root) system.set(uri, this.open.get(uri)!);
        }
    }

    private systemAt(root: string): Promise<SystemDocuments> {
        let system = this.systems.get(root);
        if (!system) this.systems.set(root, system = this.fill(new SystemDocuments(root)));
        return system;
    }

    private async fill(system: SystemDocuments): Promise<SystemDocuments> {
        const { specifications, ...settings } = await this.describe(system.root);
        system.configure(settings);
        const kept = new Set(specifications);
        for (const uri of system.uris) if (!kept.has(uri)) system.delete(uri);
        for (const uri of specifications) {
            const text = await this.files.read(uri);
            if (text === undefined) system.delete(uri);
            else system.set(uri, text);
        }
        return system;
    }

    /** A folder that cannot be read is as good as empty; a fault in the rules must not hide what the parser found. */
    private async describe(root: string): Promise<SystemDescription> {
        try {
            const description = await this.files.readSystem(root);
            return {
                ...description,
                checkRules: (model, texts, broken) => this.orNothing(description.checkRules(model, texts, broken)),
            };
        } catch (error) {
            this.reportError(error);
            return { specifications: [], ruleSet: 'none', configurationDiagnostics: [], checkRules: checkNothing };
        }
    }

    private *orNothing(steps: InSteps<Diagnostic[]>): InSteps<Diagnostic[]> {
        try {
            return yield* steps;
        } catch (error) {
            this.reportError(error);
            return [];
        }
    }
}
