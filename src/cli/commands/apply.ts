import { SluiceError } from '../../model/sluice-error.js';
import { applyChanges } from '../../workspace/live/apply-plan.js';
import { compareWithServer, type Comparison } from '../../workspace/live/compare.js';
import type { LiveBroker } from '../../workspace/live/live-broker.js';
import { findLiveTargets, systemName, type LiveTarget } from '../../workspace/live/live-targets.js';
import { changesToMake, findObstacles, type Allowance } from '../../workspace/live/obstacles.js';
import type { Change } from '../../workspace/live/plan.js';
import { keyOf } from '../../workspace/live/resource.js';
import { reportApplyAsJson, type ApplyOutcome } from '../reporters/live/json.js';
import { describeByHand, describeChange, describeObstacles, describePlace, describePlan } from '../reporters/live/pretty.js';
import { counted } from '../reporters/pretty.js';
import { printable, type Terminal } from '../terminal.js';
import { openSoundSystem } from './open-sound.js';
import { tellWarnings } from './plan.js';

export interface ApplyOptions {
    broker?: string;
    format: string;
    yes?: true;
    adopt?: true;
    allowRecreate?: true;
    allowDelete?: true;
    allowDataLoss?: true;
}

interface Step {
    readonly target: LiveTarget;
    readonly live: LiveBroker;
    readonly comparison: Comparison;
    readonly changes: readonly Change[];
}

/** What became of all changes: `outcomes` has those that were to be made. */
interface Result {
    readonly code: number;
    readonly outcomes: ReadonlyMap<Change, ApplyOutcome>;
}

/**
 * `sluice apply`: makes the servers that the environment names as the specification says, after it was shown and agreed to. 1 where
 * something is left that the specification asks for.
 */
export async function apply(paths: string[], options: ApplyOptions, everywhere: Terminal): Promise<number> {
    // For programs there is one text at the end.
    const terminal: Terminal = options.format === 'json' ? { ...everywhere, out: () => undefined } : everywhere;
    const opened = await openSoundSystem(paths, terminal, { purpose: 'Nothing was applied' });
    if (!opened) return 1;
    systemName(opened.model);
    const targets = await findLiveTargets(opened.model, { ...(options.broker !== undefined && { broker: options.broker }) });
    if (!options.yes && options.format === 'json') throw new SluiceError("With '--format json' nobody is asked whether to apply.", { hint: "Look at 'sluice plan', then say 'sluice apply --yes --format json'." });
    if (!options.yes && terminal.ask === undefined) throw new SluiceError('Nobody can be asked here whether to apply.', { hint: "Look at 'sluice plan', then say 'sluice apply --yes'." });
    const allowed = allowancesOf(options);
    return await useAll(targets, [], async connected => {
        const steps: Step[] = [];
        for (const { target, live } of connected) {
            const comparison = await compareWithServer(live, target.resources);
            steps.push({ target, live, comparison, changes: changesToMake(comparison.plan, allowed) });
            terminal.out(`${describePlace({ ...target, address: live.address }, terminal.colors)}\n${describePlan(comparison.plan, live.kinds, terminal.colors)}\n`);
            tellWarnings(comparison.warnings, terminal);
        }
        const { code, outcomes } = await applySteps(steps, { allowed, terminal, agreed: options.yes === true });
        if (options.format === 'json') everywhere.out(reportApplyAsJson(steps.map(({ target, live, comparison }) => ({ ...target, address: live.address, ...comparison })), outcomes));
        return code;
    });
}

async function applySteps(steps: readonly Step[], { allowed, terminal, agreed }: { allowed: ReadonlySet<Allowance>; terminal: Terminal; agreed: boolean }): Promise<Result> {
    const chosen = steps.flatMap(({ changes }) => changes);
    const obstacles = findObstacles(chosen, allowed);
    if (obstacles.length > 0) {
        terminal.error(`Nothing was applied:\n${describeObstacles(obstacles)}`);
        const refused = new Set(obstacles.map(({ change }) => change));
        return { code: 1, outcomes: new Map(chosen.map(change => [change, refused.has(change) ? 'not-allowed' : 'not-applied'])) };
    }
    const outcomes = new Map<Change, ApplyOutcome>();
    if (chosen.length > 0 && !agreed) {
        const answer = await terminal.ask!(`Apply ${counted(chosen.length, 'change')}? Only 'yes' does it: `);
        if (answer.trim() !== 'yes') {
            terminal.out('Nothing was applied.\n');
            return { code: 1, outcomes };
        }
    }
    let ignored = 0;
    for (const { target, live, comparison, changes } of steps) {
        const applied = await applyChanges(live, changes, {
            desired: target.resources, note: comparison.note, dataLoss: allowed.has('allow-data-loss'),
            onDone: ({ action, kind, name }) => terminal.out(`${terminal.colors.green(doneWords[action])} ${kind} ${printable(name)}\n`),
        });
        const untouched = new Set(applied.ignored.map(keyOf));
        for (const change of changes) outcomes.set(change, untouched.has(keyOf(change)) ? 'ignored' : 'applied');
        ignored += applied.ignored.length;
        if (applied.ignored.length > 0) {
            terminal.error(`${terminal.errorColors.yellow('warning')}: '${target.broker}' took these without an error, and has not done them:\n\n${applied.ignored.map(change => describeChange(change, live.kinds, terminal.errorColors)).join('\n')}`);
        }
    }
    const all = steps.flatMap(({ comparison: { plan } }) => plan.changes);
    const byHand = describeByHand(all);
    if (byHand !== '') terminal.error(`${terminal.errorColors.yellow('warning')}: these are left, and take the server's own tools:\n${byHand}`);
    const kept = allowed.has('allow-delete') ? 0 : all.filter(({ action }) => action === 'delete').length;
    const left = kept === 0 ? '' : ` ${counted(kept, 'resource')} no longer in the specification ${kept === 1 ? 'stays' : 'stay'}: --allow-delete deletes what is empty.`;
    terminal.out(chosen.length === 0 ? `Nothing to apply.${left}\n` : `${counted(chosen.length - ignored, 'change')} applied, and read back.${left}\n`);
    return { code: ignored > 0 || byHand !== '' ? 1 : 0, outcomes };
}

const doneWords = { 'create': 'created', 'change': 'changed', 'recreate': 'made anew', 'by-hand': 'left', 'delete': 'deleted' } as const;

function allowancesOf({ adopt, allowRecreate, allowDelete, allowDataLoss }: ApplyOptions): Set<Allowance> {
    return new Set<Allowance>([
        ...(adopt ? ['adopt'] as const : []),
        ...(allowRecreate ? ['allow-recreate'] as const : []),
        ...(allowDelete ? ['allow-delete'] as const : []),
        ...(allowDataLoss ? ['allow-data-loss'] as const : []),
    ]);
}

/** Connects to all before anything is done: what one server lacks is known before another is changed. */
async function useAll<Result>(targets: readonly LiveTarget[], connected: readonly { target: LiveTarget; live: LiveBroker }[], work: (all: readonly { target: LiveTarget; live: LiveBroker }[]) => Promise<Result>): Promise<Result> {
    const [target, ...others] = targets;
    if (target === undefined) return await work(connected);
    return await target.use(async live => await useAll(others, [...connected, { target, live }], work));
}
