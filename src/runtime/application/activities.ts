import { activityLog } from '../observability/activity-log.js';
import type { WatchedApplication } from '../observability/telemetry.js';
import type { ApplicationActivity, ApplicationOptions } from './definition.js';

/** Tells all who want to know what the parts of an application do: the caller, its log, and its metrics. */
export function tellerOf({ observe, logger, telemetry, broker }: ApplicationOptions, application: WatchedApplication): (activity: ApplicationActivity) => void {
    const listeners = [observe, logger && activityLog(logger, broker), telemetry?.watch(application)].filter(listener => listener !== undefined);
    const [only = () => undefined, ...others] = listeners;
    // Mostly there is one, and it is told of every message.
    return others.length === 0 ? only : activity => {
        for (const listener of listeners) listener(activity);
    };
}
