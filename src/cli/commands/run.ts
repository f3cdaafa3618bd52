import { SluiceError } from '../../model/sluice-error.js';
import { readRuntimeFiles } from '../../workspace/generate.js';
import { version } from '../../workspace/product.js';
import type { Terminal } from '../terminal.js';
import { openSoundSystem } from './open-sound.js';

/** `sluice run`: lets made-up messages flow through a system without errors. */
export async function run(paths: string[], { seed, messages, format }: { seed?: string; messages?: number; format: string }, terminal: Terminal): Promise<number> {
    if (messages === 0) throw new SluiceError('A run needs at least one message.', { hint: 'Give --messages 1 or more.' });
    const opened = await openSoundSystem(paths, terminal, { purpose: 'Nothing was run' });
    if (!opened) return 1;
    const { runSystem } = await import('../../workspace/run-system.js');
    const { failed } = await runSystem(opened, {
        version,
        runtimeFiles: await readRuntimeFiles(),
        colours: terminal.colors.isColorSupported,
        ...(seed !== undefined && { seed }),
        ...(messages !== undefined && { messages }),
        format: format === 'json' ? 'json' : 'pretty',
        write: text => terminal.out(text),
    });
    return failed ? 1 : 0;
}
