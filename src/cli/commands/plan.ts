import { compareWithServer } from '../../workspace/live/compare.js';
import { findLiveTargets } from '../../workspace/live/live-targets.js';
import { reportPlansAsJson, type PlannedBroker } from '../reporters/live/json.js';
import { describePlace, describePlan } from '../reporters/live/pretty.js';
import { printable, type Terminal } from '../terminal.js';
import { openSoundSystem } from './open-sound.js';

export interface PlanOptions {
    broker?: string;
    format: string;
}

/** `sluice plan`: says what `sluice apply` would do on the servers that the environment names; 1 where that is something. */
export async function plan(paths: string[], { broker, format }: PlanOptions, terminal: Terminal): Promise<number> {
    const opened = await openSoundSystem(paths, terminal, { purpose: 'Nothing was compared' });
    if (!opened) return 1;
    const planned: PlannedBroker[] = [];
    for (const target of await findLiveTargets(opened.model, { ...(broker !== undefined && { broker }) })) {
        await target.use(async live => {
            const { plan: found, warnings } = await compareWithServer(live, target.resources);
            const place = { broker: target.broker, title: target.title, address: live.address };
            planned.push({ ...place, plan: found, warnings });
            if (format === 'pretty') terminal.out(`${describePlace(place, terminal.colors)}\n${describePlan(found, live.kinds, terminal.colors)}\n`);
            tellWarnings(warnings, terminal);
        });
    }
    if (format === 'json') terminal.out(reportPlansAsJson(planned));
    return planned.some(({ plan: { changes } }) => changes.length > 0) ? 1 : 0;
}

/** Tells what keeps a specification from holding on a server, though nothing is different. */
export function tellWarnings(warnings: readonly string[], { error, errorColors }: Terminal): void {
    for (const warning of warnings) error(`${errorColors.yellow('warning')}: ${printable(warning)}\n`);
}
