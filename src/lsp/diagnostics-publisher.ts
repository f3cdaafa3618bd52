import type { Diagnostic } from '../model/diagnostic.js';
import { toEditorDiagnostic } from './diagnostics.js';
import type { SystemDocuments } from './system-documents.js';
import type { Diagnostic as EditorDiagnostic } from 'vscode-languageserver-types';

/** How long a pause in typing has to be before the system is checked, in milliseconds. */
const pause = 150;

/** Checks systems after their documents changed, and tells the editor about every document whose faults are others now. */
export class DiagnosticsPublisher {
    private readonly timers = new Map<SystemDocuments, NodeJS.Timeout>();
    private readonly found = new Map<string, Diagnostic[]>();
    private readonly told = new Map<string, string>();
    /** Which system a document was last told about, so that what leaves a system is cleared. */
    private readonly owners = new Map<string, SystemDocuments>();

    constructor(
        private readonly publish: (uri: string, diagnostics: EditorDiagnostic[]) => Promise<void>,
        private readonly reportError: (error: unknown) => void,
    ) {}

    /** What was found in a document when its system was last checked. */
    findingsOf(uri: string): Diagnostic[] {
        return this.found.get(uri) ?? [];
    }

    /** Has `system` checked once nobody has typed for a moment. */
    schedule(system: SystemDocuments): void {
        clearTimeout(this.timers.get(system));
        this.timers.set(system, setTimeout(() => {
            this.timers.delete(system);
            this.check(system).catch(this.reportError);
        }, pause));
    }

    /** Forgets systems that are gone, and clears what was said about their documents. */
    async retain(systems: SystemDocuments[]): Promise<void> {
        const kept = new Set(systems);
        for (const [system, timer] of this.timers) {
            if (kept.has(system)) continue;
            clearTimeout(timer);
            this.timers.delete(system);
        }
        for (const [uri, owner] of [...this.owners]) if (!kept.has(owner)) await this.clear(uri);
    }

    dispose(): void {
        for (const timer of this.timers.values()) clearTimeout(timer);
        this.timers.clear();
    }

    private async check(system: SystemDocuments): Promise<void> {
        const diagnostics = await system.diagnostics();
        for (const [uri, owner] of [...this.owners]) if (owner === system && !diagnostics.has(uri)) await this.clear(uri);
        for (const [uri, found] of diagnostics) {
            this.owners.set(uri, system);
            this.found.set(uri, found);
            await this.tell(uri, found.map(toEditorDiagnostic));
        }
    }

    private async clear(uri: string): Promise<void> {
        this.owners.delete(uri);
        this.found.delete(uri);
        await this.tell(uri, []);
    }

    private async tell(uri: string, diagnostics: EditorDiagnostic[]): Promise<void> {
        const text = JSON.stringify(diagnostics);
        if ((this.told.get(uri) ?? '[]') === text) return;
        this.told.set(uri, text);
        await this.publish(uri, diagnostics);
    }
}
