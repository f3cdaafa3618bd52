import { expect, test } from 'vitest';
import { handles, output } from '../../../src/runtime/application/index.js';
import { command, event, settings, start } from './harness.js';
const capture = command<{ id: string; order?: string }>('Capture');
const captured = event<{ id: string; order?: string }>('Captured');
test.each(['slow', 'two'])('%s', async which => {
    let clock: any; let calls = 0;
    const r = await start({ parts: [{ kind: 'service', name: 'B.G', settings: { ...settings, idempotentBy: which === 'two' ? 'order' : 'id', concurrency: 8 }, schedules: [], answers: [], handlers: [handles(capture, async data => { calls++; await clock.sleep(which === 'slow' ? 60_000 : 100); return { outputs: [output(captured, data)] }; })] }], others: [captured], ordered: 'none' });
    clock = r.clock;
    if (which === 'slow') await r.send(capture, { id: 'a' });
    else { await r.application.emit(capture, { id: 'a', order: 'x' }); await r.application.emit(capture, { id: 'b', order: 'x' }); }
    await r.advance(600_000);
    expect(calls).toBe(1);
    expect(r.outputs().filter(o => o.name === 'Captured')).toHaveLength(1);
});
