import type { Diagnostic } from '../model/diagnostic.js';
import { toEditorDiagnostic } from './diagnostics.js';
import { moveFindings } from './moved-findings.js';
import type { SystemDocuments } from './system-documents.js';
import type { Diagnostic as EditorDiagnostic } from 'vscode-languageserver-types';

/**
 * How long, in milliseconds, a pause in typing has to be at most before the rules look at the system. It need not be longer than they
 * took the last time: then waiting would cost more than looking once in vain.
 */
const longestPause = 150;

/** What was found in a document, and the text that it was found in. */
interface Findings {
    diagnostics: Diagnostic[];
    text: string;
}

/**
 * Tells the editor about every document whose faults are others now: after each change what the parser and the linker find, and
 * once nobody types, what the rules do. Until then their last findings stay, at the places where they are in the new text.
 */
export class DiagnosticsPublisher {
    /** The systems that there are, as far as they were ever to be checked. */
    private readonly systems = new Set<SystemDocuments>();
    private readonly timers = new Map<SystemDocuments, NodeJS.Timeout>();
    /** How long the rules took the last time, in milliseconds. */
    private readonly durations = new Map<SystemDocuments, number>();
    /** By system and document, what the rules found last; a document may belong to several systems. */
    private readonly judged = new Map<SystemDocuments, Map<string, Findings>>();
    /** By system and document, what is told of it now. */
    private readonly found = new Map<SystemDocuments, Map<string, Diagnostic[]>>();
    private readonly told = new Map<string, string>();
    /** Those who wait until nothing is left to check. */
    private waiting: (() => void)[] = [];
    private checking = 0;
    private isDisposed = false;

    constructor(
        private readonly publish: (uri: string, diagnostics: EditorDiagnostic[]) => Promise<void>,
        private readonly reportError: (error: unknown) => void,
        /** Called whenever the rules have looked at a system. */
        private readonly onChecked: () => void = () => undefined,
    ) {}

    /** What is wrong in a document, once everything that has changed is checked. */
    async findingsOf(uri: string): Promise<Diagnostic[]> {
        await this.checked();
        return this.current(uri);
    }

    /** What is wrong in a whole system, once everything that has changed is checked. */
    async findingsIn(system: SystemDocuments): Promise<Diagnostic[]> {
        await this.checked();
        return [...this.found.get(system)?.values() ?? []].flat();
    }

    private async checked(): Promise<void> {
        if (this.checking > 0 || this.timers.size > 0) await new Promise<void>(resolve => this.waiting.push(resolve));
    }

    /** A system has changed: tells what can be told at once, and has it checked by rules when nobody has typed for a moment. */
    schedule(system: SystemDocuments): void {
        if (this.isDisposed) return;
        this.systems.add(system);
        this.during(() => this.tellNames(system));
        clearTimeout(this.timers.get(system));
        this.timers.set(system, setTimeout(() => {
            this.timers.delete(system);
            this.during(() => this.check(system));
        }, Math.min(longestPause, this.durations.get(system) ?? longestPause)));
    }

    /** Forgets systems that are gone, and clears what was said about their documents. */
    async retain(systems: SystemDocuments[]): Promise<void> {
        const kept = new Set(systems);
        for (const system of [...this.systems].filter(each => !kept.has(each))) {
            this.systems.delete(system);
            clearTimeout(this.timers.get(system));
            this.timers.delete(system);
            this.durations.delete(system);
            const found = this.found.get(system);
            this.found.delete(system);
            this.judged.delete(system);
            for (const uri of found?.keys() ?? []) await this.tell(uri);
        }
        this.release();
        this.onChecked();
    }

    /** From now on nothing is checked and nothing told. */
    dispose(): void {
        this.isDisposed = true;
        for (const timer of this.timers.values()) clearTimeout(timer);
        this.timers.clear();
        this.release();
    }

    private during(work: () => Promise<void>): void {
        this.checking++;
        work().catch(this.reportError).finally(() => {
            this.checking--;
            this.release();
        });
    }

    private release(): void {
        if (this.checking > 0 || this.timers.size > 0) return;
        for (const resolve of this.waiting.splice(0)) resolve();
    }

    private async tellNames(system: SystemDocuments): Promise<void> {
        const changed = await system.changedDocuments();
        const judged = this.judged.get(system);
        // Before the rules have looked for the first time there is no hurry: most of what is found is theirs.
        if (this.isDisposed || !this.systems.has(system) || !judged) return;
        for (const [uri, { text, diagnostics }] of changed) {
            const earlier = judged.get(uri);
            // A rule cannot judge what the parser had to skip.
            const isBroken = diagnostics.some(({ code }) => code === 'syntax');
            const byRules = earlier && !isBroken ? moveFindings(earlier.diagnostics.filter(isOfRules), { from: earlier.text, to: text }) : [];
            this.found.get(system)?.set(uri, [...diagnostics, ...byRules]);
            await this.tell(uri);
        }
    }

    private async check(system: SystemDocuments): Promise<void> {
        const before = this.found.get(system)?.keys() ?? [];
        const began = performance.now();
        const found = await system.diagnostics();
        // What has been changed meanwhile is checked in its turn.
        if (!found || this.isDisposed || !this.systems.has(system)) return;
        this.durations.set(system, performance.now() - began);
        this.judged.set(system, new Map([...found].map(([uri, diagnostics]) => [uri, { diagnostics, text: system.textOf(uri) ?? '' }])));
        this.found.set(system, found);
        for (const uri of new Set([...before, ...found.keys()])) await this.tell(uri);
        this.onChecked();
    }

    private current(uri: string): Diagnostic[] {
        const findings = [...this.found.values()].flatMap(bySystem => bySystem.get(uri) ?? []);
        return this.found.size < 2 ? findings : [...new Map(findings.map(finding => [JSON.stringify(finding), finding])).values()];
    }

    private async tell(uri: string): Promise<void> {
        const diagnostics = this.current(uri).map(toEditorDiagnostic);
        const text = JSON.stringify(diagnostics);
        if ((this.told.get(uri) ?? '[]') === text) return;
        this.told.set(uri, text);
        await this.publish(uri, diagnostics);
    }
}

function isOfRules({ code }: Diagnostic): boolean {
    return code !== 'syntax' && code !== 'unresolved';
}
