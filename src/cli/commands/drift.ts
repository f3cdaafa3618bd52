import { SluiceError } from '../../model/sluice-error.js';
import { compareWithNote } from '../../workspace/live/compare.js';
import { findLiveTargets, systemName } from '../../workspace/live/live-targets.js';
import { reportDriftAsJson, type DriftedBroker } from '../reporters/live/json.js';
import { describeDrift, describePlace } from '../reporters/live/pretty.js';
import { counted } from '../reporters/pretty.js';
import type { Terminal } from '../terminal.js';
import { openSoundSystem } from './open-sound.js';
import { tellWarnings } from './plan.js';

/** `sluice drift`: says what others have changed since `sluice apply`; 1 where that is something. */
export async function drift(paths: string[], { broker, format }: { broker?: string; format: string }, terminal: Terminal): Promise<number> {
    const opened = await openSoundSystem(paths, terminal, { purpose: 'Nothing was compared' });
    if (!opened) return 1;
    const system = systemName(opened.model);
    const drifted: DriftedBroker[] = [];
    for (const target of await findLiveTargets(opened.model, { ...(broker !== undefined && { broker }) })) {
        await target.use(async live => {
            const found = await compareWithNote(live);
            if (found === undefined) {
                throw new SluiceError(`Nothing of the system '${system}' was applied at ${live.address} yet, the broker '${target.broker}'.`, { hint: "Run 'sluice apply' first; 'sluice plan' compares with the specification." });
            }
            const place = { broker: target.broker, title: target.title, address: live.address };
            drifted.push({ ...place, drift: found.drift, warnings: found.warnings });
            if (format === 'pretty') {
                const sum = found.drift.length === 0 ? `Nothing of ${counted(found.compared, 'resource')} has changed` : `${found.drift.length} of ${counted(found.compared, 'resource')} changed by others`;
                terminal.out(`${describePlace(place, terminal.colors)}\n${describeDrift(found.drift, live.kinds, terminal.colors)}${found.drift.length > 0 ? '\n' : ''}  ${sum}.\n\n`);
            }
            tellWarnings(found.warnings, terminal);
        });
    }
    if (format === 'json') terminal.out(reportDriftAsJson(drifted));
    return drifted.some(({ drift: found }) => found.length > 0) ? 1 : 0;
}
