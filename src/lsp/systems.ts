import type { RuleChecker } from './system-documents.js';
import { SystemDocuments } from './system-documents.js';

/** The files behind an editor's documents, wherever they are; all places are URIs. */
export interface SystemFiles {
    /** The root of the system that a document belongs to, looked for upwards no further than the folder that is open. */
    findRoot(uri: string, folders: string[]): Promise<string>;
    /** The specifications of the system at `root`. Throws a `SluiceError` where its configuration is at fault. */
    listSpecifications(root: string): Promise<string[]>;
    /** The roots of all systems at or below `folder`. */
    findRoots(folder: string): Promise<string[]>;
    /** Undefined where there is nothing to read. */
    read(uri: string): Promise<string | undefined>;
}

/** What goes wrong while a system is read: for its configuration's file, if it is known. */
export type FailureReporter = (root: string, error: unknown) => void;

/** The systems of what is open in an editor: each with the files of its folder, in the text that the editor has of them. */
export class Systems {
    private readonly systems = new Map<string, Promise<SystemDocuments>>();
    /** The text of open documents, which counts before that of their files. */
    private readonly open = new Map<string, string>();
    private folders: string[] = [];

    constructor(
        private readonly files: SystemFiles,
        private readonly checkRules: RuleChecker,
        private readonly reportFailure: FailureReporter,
    ) {}

    /** Reads every system below the folders that are open. */
    async start(folders: string[]): Promise<void> {
        this.folders = folders;
        for (const folder of folders) for (const root of await this.files.findRoots(folder)) await this.systemAt(root);
    }

    async changeFolders(added: string[], removed: string[]): Promise<void> {
        await this.start([...this.folders.filter(folder => !removed.includes(folder)), ...added]);
    }

    async all(): Promise<SystemDocuments[]> {
        return Promise.all(this.systems.values());
    }

    /** The system that a document belongs to, read if it was not yet. */
    async systemOf(uri: string): Promise<SystemDocuments> {
        return this.systemAt(await this.files.findRoot(uri, this.folders));
    }

    /** An open document's text, as it is now. */
    async setOpen(uri: string, text: string): Promise<SystemDocuments> {
        this.open.set(uri, text);
        const system = await this.systemOf(uri);
        // What is open counts by its text of now, not by that of when this call began.
        const latest = this.open.get(uri);
        if (latest !== undefined) system.set(uri, latest);
        return system;
    }

    /** A document is no longer open: from now on its file counts. */
    async close(uri: string): Promise<SystemDocuments> {
        this.open.delete(uri);
        return this.refresh(uri);
    }

    /** A file was made, changed or removed by somebody else. */
    async refresh(uri: string): Promise<SystemDocuments> {
        const system = await this.systemOf(uri);
        if (!this.open.has(uri)) {
            const text = await this.files.read(uri);
            const belongs = text !== undefined && (await this.listOrNothing(system.root)).includes(uri);
            if (!this.open.has(uri)) {
                if (belongs) system.set(uri, text);
                else system.delete(uri);
            }
        }
        return system;
    }

    /** Begins anew: where systems begin and end has changed. */
    async reload(): Promise<void> {
        this.systems.clear();
        await this.start(this.folders);
        for (const uri of [...this.open.keys()]) await this.setOpen(uri, this.open.get(uri)!);
    }

    private systemAt(root: string): Promise<SystemDocuments> {
        let system = this.systems.get(root);
        if (!system) this.systems.set(root, system = this.load(root));
        return system;
    }

    private async load(root: string): Promise<SystemDocuments> {
        const system = new SystemDocuments(root, this.checkRules);
        for (const uri of await this.listOrNothing(root)) {
            const text = this.open.get(uri) ?? await this.files.read(uri);
            if (text !== undefined) system.set(uri, text);
        }
        return system;
    }

    private async listOrNothing(root: string): Promise<string[]> {
        try {
            return await this.files.listSpecifications(root);
        } catch (error) {
            this.reportFailure(root, error);
            return [];
        }
    }
}
