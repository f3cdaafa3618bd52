import { SluiceError } from '../../model/sluice-error.js';
import { readRuntimeFiles } from '../../workspace/generate.js';
import { version } from '../../workspace/product.js';
import type { Terminal } from '../terminal.js';
import { chooseScenarios } from './choose-scenarios.js';
import { openSoundSystem } from './open-sound.js';

/** `sluice run`: lets made-up messages flow through a system without errors, or what one of its scenarios says. */
export async function run(paths: string[], { seed, messages, scenario, format }: { seed?: string; messages?: number; scenario?: string; format: string }, terminal: Terminal): Promise<number> {
    if (messages === 0) throw new SluiceError('A run needs at least one message.', { hint: 'Give --messages 1 or more.' });
    const opened = await openSoundSystem(paths, terminal, { purpose: 'Nothing was run' });
    if (!opened) return 1;
    if (scenario !== undefined) {
        if (messages !== undefined) throw new SluiceError('A scenario says itself which messages come.', { hint: 'Give --scenario or --messages, not both.' });
        const [chosen] = chooseScenarios(opened.model.scenarios, { scenario });
        const { showScenario } = await import('../../workspace/scenarios/show-scenario.js');
        const { failed } = await showScenario(opened, chosen!, await options());
        return failed ? 1 : 0;
    }
    const { runSystem } = await import('../../workspace/run-system.js');
    const { failed } = await runSystem(opened, { ...await options(), ...(messages !== undefined && { messages }) });
    return failed ? 1 : 0;

    async function options() {
        return {
            version,
            runtimeFiles: await readRuntimeFiles(),
            colours: terminal.colors.isColorSupported,
            ...(seed !== undefined && { seed }),
            format: format === 'json' ? 'json' as const : 'pretty' as const,
            write: (text: string) => terminal.out(text),
        };
    }
}
