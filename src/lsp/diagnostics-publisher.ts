import type { Diagnostic } from '../model/diagnostic.js';
import { toEditorDiagnostic } from './diagnostics.js';
import type { SystemDocuments } from './system-documents.js';
import type { Diagnostic as EditorDiagnostic } from 'vscode-languageserver-types';

/** How long a pause in typing has to be before the system is checked, in milliseconds. */
const pause = 150;

/** Checks systems after their documents changed, and tells the editor about every document whose faults are others now. */
export class DiagnosticsPublisher {
    /** The systems that there are, as far as they were ever to be checked. */
    private readonly systems = new Set<SystemDocuments>();
    private readonly timers = new Map<SystemDocuments, NodeJS.Timeout>();
    /** By system and document; a document may belong to several systems. */
    private readonly found = new Map<SystemDocuments, Map<string, Diagnostic[]>>();
    private readonly told = new Map<string, string>();
    private isDisposed = false;

    constructor(
        private readonly publish: (uri: string, diagnostics: EditorDiagnostic[]) => Promise<void>,
        private readonly reportError: (error: unknown) => void,
    ) {}

    /** What was found in a document when its systems were last checked. */
    findingsOf(uri: string): Diagnostic[] {
        const findings = [...this.found.values()].flatMap(bySystem => bySystem.get(uri) ?? []);
        return this.found.size < 2 ? findings : [...new Map(findings.map(finding => [JSON.stringify(finding), finding])).values()];
    }

    /** Has `system` checked once nobody has typed for a moment. */
    schedule(system: SystemDocuments): void {
        if (this.isDisposed) return;
        this.systems.add(system);
        clearTimeout(this.timers.get(system));
        this.timers.set(system, setTimeout(() => {
            this.timers.delete(system);
            this.check(system).catch(this.reportError);
        }, pause));
    }

    /** Forgets systems that are gone, and clears what was said about their documents. */
    async retain(systems: SystemDocuments[]): Promise<void> {
        const kept = new Set(systems);
        for (const system of [...this.systems].filter(each => !kept.has(each))) {
            this.systems.delete(system);
            clearTimeout(this.timers.get(system));
            this.timers.delete(system);
            const found = this.found.get(system);
            this.found.delete(system);
            for (const uri of found?.keys() ?? []) await this.tell(uri);
        }
    }

    /** From now on nothing is checked and nothing told. */
    dispose(): void {
        this.isDisposed = true;
        for (const timer of this.timers.values()) clearTimeout(timer);
        this.timers.clear();
    }

    private async check(system: SystemDocuments): Promise<void> {
        const before = this.found.get(system)?.keys() ?? [];
        const found = await system.diagnostics();
        if (this.isDisposed || !this.systems.has(system)) return;
        this.found.set(system, found);
        for (const uri of new Set([...before, ...found.keys()])) await this.tell(uri);
    }

    private async tell(uri: string): Promise<void> {
        const diagnostics = this.findingsOf(uri).map(toEditorDiagnostic);
        const text = JSON.stringify(diagnostics);
        if ((this.told.get(uri) ?? '[]') === text) return;
        this.told.set(uri, text);
        await this.publish(uri, diagnostics);
    }
}
