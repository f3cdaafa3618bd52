import type { SettingChange } from '../../../workspace/live/differences.js';
import { allowancesFor } from '../../../workspace/live/obstacles.js';
import type { Drift } from '../../../workspace/live/note.js';
import type { Change, Plan } from '../../../workspace/live/plan.js';
import type { BrokerPlace } from './pretty.js';

/** A plan for one broker, and what was noticed there. */
export interface PlannedBroker extends BrokerPlace {
    readonly plan: Plan;
    readonly warnings: readonly string[];
}

/** What became of a change: `kept` is no longer in the specification and stays, `left` takes other tools, `ignored` the server took without doing it. */
export type ApplyOutcome = 'applied' | 'ignored' | 'kept' | 'left' | 'not-allowed' | 'not-applied';

/** What others have changed on one broker. */
export interface DriftedBroker extends BrokerPlace {
    readonly drift: readonly Drift[];
    readonly warnings: readonly string[];
}

/** Plans for programs; the form is stable. */
export function reportPlansAsJson(brokers: readonly PlannedBroker[]): string {
    const count = (action: string) => brokers.reduce((sum, { plan }) => sum + plan.changes.filter(change => change.action === action).length, 0);
    return toText({
        version: 1,
        summary: { 'create': count('create'), 'change': count('change'), 'recreate': count('recreate'), 'by-hand': count('by-hand'), 'delete': count('delete'), 'unchanged': brokers.reduce((sum, { plan }) => sum + plan.unchanged.length, 0) },
        brokers: brokers.map(({ broker, title, address, plan, warnings }) => ({
            broker, server: title, address,
            changes: plan.changes.map(describeChange),
            unchanged: plan.unchanged.map(({ resource: { kind, name }, owned }) => ({ kind, name, owned })),
            foreign: plan.foreign.map(({ kind, name }) => ({ kind, name })),
            warnings,
        })),
    });
}

/** What was applied, for programs; `outcomes` has what became of the changes that were to be made. The form is stable. */
export function reportApplyAsJson(brokers: readonly PlannedBroker[], outcomes: ReadonlyMap<Change, ApplyOutcome>): string {
    const outcomeOf = (change: Change): ApplyOutcome => outcomes.get(change) ?? (change.action === 'by-hand' ? 'left' : 'kept');
    const all = brokers.flatMap(({ plan }) => plan.changes).map(outcomeOf);
    const count = (outcome: ApplyOutcome) => all.filter(other => other === outcome).length;
    return toText({
        version: 1,
        summary: {
            'applied': count('applied'), 'ignored': count('ignored'), 'kept': count('kept'), 'left': count('left'), 'not-allowed': count('not-allowed'), 'not-applied': count('not-applied'),
            'unchanged': brokers.reduce((sum, { plan }) => sum + plan.unchanged.length, 0),
        },
        brokers: brokers.map(({ broker, title, address, plan, warnings }) => ({
            broker, server: title, address,
            changes: plan.changes.map(change => ({ ...describeChange(change), outcome: outcomeOf(change) })),
            warnings,
        })),
    });
}

/** Drift for programs; the form is stable. */
export function reportDriftAsJson(brokers: readonly DriftedBroker[]): string {
    const count = (what: string) => brokers.reduce((sum, { drift }) => sum + drift.filter(found => found.what === what).length, 0);
    return toText({
        version: 1,
        summary: { changed: count('changed'), gone: count('gone') },
        brokers: brokers.map(({ broker, title, address, drift, warnings }) => ({
            broker, server: title, address,
            drift: drift.map(({ what, kind, name, settings }) => ({ what, kind, name, settings: settings.map(({ setting, from = null, to = null }) => ({ setting, from, to })) })),
            warnings,
        })),
    });
}

function describeChange(change: Change): object {
    const { action, kind, name, settings, because, adopts, messages, takesAlong } = change;
    return { action, kind, name, settings: settings.map(settingOf), ...(because !== undefined && { because }), adopts, messages, takesAlong, needs: allowancesFor(change) };
}

function settingOf({ setting, from = null, to = null, way, caution }: SettingChange): object {
    return { setting, from, to, way, ...(caution !== undefined && { caution }) };
}

function toText(value: unknown): string {
    return `${JSON.stringify(value, undefined, 2)}\n`;
}
