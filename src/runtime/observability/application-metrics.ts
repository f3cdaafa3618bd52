import type { ApplicationActivity } from '../application/definition.js';
import type { OpenTelemetryCounter, OpenTelemetryMeter, OpenTelemetryObservable } from './open-telemetry-api.js';
import type { WatchedApplication } from './telemetry.js';

/** The metrics of what an application has to do, and of what it gave up. */
export class ApplicationMetrics {
    private readonly failures: OpenTelemetryCounter;
    private readonly deadLettered: OpenTelemetryCounter;
    private readonly depth: OpenTelemetryObservable;
    private readonly age: OpenTelemetryObservable;
    private readonly deadLetters: OpenTelemetryObservable;
    private readonly timersDue: OpenTelemetryObservable;
    private readonly projectionLag: OpenTelemetryObservable;

    constructor(private readonly meter: OpenTelemetryMeter) {
        this.failures = meter.createCounter('sluice.failures', { unit: '{failure}', description: 'Timers, schedules, rebuilds and attempts to publish that failed.' });
        this.deadLettered = meter.createCounter('sluice.outbox.dead_lettered', { unit: '{message}', description: 'Messages of the outbox that the broker has refused for good.' });
        this.depth = meter.createObservableGauge('sluice.outbox.depth', { unit: '{message}', description: 'Messages that wait to be published.' });
        this.age = meter.createObservableGauge('sluice.outbox.age', { unit: 's', description: 'How long the oldest of them has waited.' });
        this.deadLetters = meter.createObservableGauge('sluice.outbox.dead_letters', { unit: '{message}', description: 'Messages that lie among the dead letters of the outbox.' });
        this.timersDue = meter.createObservableGauge('sluice.timers.due', { unit: '{timer}', description: 'Timers whose time has come and that have not fired.' });
        this.projectionLag = meter.createObservableGauge('sluice.projection.lag', { unit: '{event}', description: 'Events of the log behind the last one that the rows of a projection have.' });
    }

    /** Reports what an application has to do whenever metrics are collected. */
    report(application: WatchedApplication): void {
        const { depth, age, deadLetters, timersDue, projectionLag } = this;
        this.meter.addBatchObservableCallback(async result => {
            // A store that cannot be reached tells nothing; that it cannot be reached is what health is for.
            const statistics = await application.statistics().catch(() => undefined);
            if (!statistics) return;
            const { outbox } = statistics;
            if (outbox) {
                result.observe(depth, outbox.waiting);
                result.observe(age, outbox.oldest === undefined ? 0 : Math.max(0, application.now() - outbox.oldest) / 1000);
                result.observe(deadLetters, outbox.deadLetters);
            }
            for (const [process, count] of Object.entries(statistics.timersDue)) result.observe(timersDue, count, { 'sluice.process': process });
            for (const [projection, count] of Object.entries(statistics.projectionLag)) result.observe(projectionLag, count, { 'sluice.projection': projection });
        }, [depth, age, deadLetters, timersDue, projectionLag]);
    }

    count(activity: ApplicationActivity): void {
        if (activity.kind === 'failed') this.failures.add(1, { 'sluice.part': activity.part });
        else if (activity.kind === 'unpublishable') this.deadLettered.add(1, { 'messaging.destination.name': activity.channel, 'error.type': activity.code });
    }
}
