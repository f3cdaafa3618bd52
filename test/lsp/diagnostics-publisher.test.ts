import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DiagnosticsPublisher } from '../../src/lsp/diagnostics-publisher.js';
import { SystemDocuments } from '../../src/lsp/system-documents.js';

const uri = 'file:///shop/a.sluice';

/** A publisher for one document, whose rules find its number of lines and take so many milliseconds for it. */
function publish(milliseconds: number): { edit(text: string): void; told: string[]; publisher: DiagnosticsPublisher } {
    const system = new SystemDocuments('file:///shop');
    system.configure({
        ruleSet: 'none',
        configurationDiagnostics: [],
        checkRules: function* (_, texts) {
            vi.advanceTimersByTime(milliseconds);
            yield;
            const lines = texts.get(uri)!.split('\n').length;
            const start = { line: 0, character: 0 };
            return [{ code: 'test/lines', severity: 'warning', message: `${lines} lines`, origin: { uri, range: { start, end: start } }, related: [], fixes: [] }];
        },
    });
    const told: string[] = [];
    const publisher = new DiagnosticsPublisher(async (_, diagnostics) => void told.push(diagnostics.map(({ message }) => String(message)).join()), error => { throw error; });
    const edit = (text: string) => {
        system.set(uri, text);
        publisher.schedule(system);
    };
    return { edit, told, publisher };
}

/** Lets promises settle; what waits for a timer goes on waiting. */
async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
}

describe('how long the rules wait for somebody to stop typing', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
    afterEach(() => void vi.useRealTimers());

    test.each([
        { name: 'no longer than they took the last time', took: 4, waits: 4 },
        { name: '150 milliseconds at most', took: 400, waits: 150 },
    ])('$name', async ({ took, waits }) => {
        const { edit, told, publisher } = publish(took);
        edit('context A {}\n');
        vi.advanceTimersByTime(150);
        await settle();
        expect(told).toEqual(['2 lines']);
        edit('context A {}\n\n');
        vi.advanceTimersByTime(waits - 1);
        await settle();
        expect(told).toEqual(['2 lines']);
        vi.advanceTimersByTime(1);
        await settle();
        expect(told).toEqual(['2 lines', '3 lines']);
        publisher.dispose();
    });
});
