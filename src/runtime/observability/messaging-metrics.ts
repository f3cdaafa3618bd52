import type { Broker, DeliveryFailure } from '../broker.js';
import type { Attributes, OpenTelemetryCounter, OpenTelemetryMeter } from './open-telemetry-api.js';

/** In seconds, as the conventions advise for both durations. */
const explicitBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/**
 * The metrics of a program's messages. Those that start with `messaging` and their attributes are OpenTelemetry's
 * (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/); it has none for the others.
 */
export class MessagingMetrics {
    private readonly sent: OpenTelemetryCounter;
    private readonly consumed: OpenTelemetryCounter;
    private readonly retried: OpenTelemetryCounter;
    private readonly deadLettered: OpenTelemetryCounter;
    private readonly inHand: OpenTelemetryCounter;
    private readonly operationDuration: ReturnType<OpenTelemetryMeter['createHistogram']>;
    private readonly processDuration: ReturnType<OpenTelemetryMeter['createHistogram']>;

    constructor(private readonly meter: OpenTelemetryMeter) {
        const unit = '{message}';
        this.sent = meter.createCounter('messaging.client.sent.messages', { unit, description: 'Messages that were published or sent, or should have been.' });
        this.consumed = meter.createCounter('messaging.client.consumed.messages', { unit, description: 'Messages that were given to a handler, each time counted.' });
        this.retried = meter.createCounter('sluice.messages.retried', { unit, description: 'Failed attempts after which the message is given out again.' });
        this.deadLettered = meter.createCounter('sluice.messages.dead_lettered', { unit, description: 'Messages that ended in a dead letter queue, or nowhere.' });
        this.inHand = meter.createUpDownCounter('sluice.messages.in_hand', { unit, description: 'Messages that handlers are at work on.' });
        this.operationDuration = meter.createHistogram('messaging.client.operation.duration', { unit: 's', description: 'Until the broker has confirmed a message.', advice: { explicitBucketBoundaries } });
        this.processDuration = meter.createHistogram('messaging.process.duration', { unit: 's', description: 'From the delivery of a message until its handler has settled.', advice: { explicitBucketBoundaries } });
    }

    /** A message has been confirmed, or refused where the attributes have an `error.type`. */
    countSent(attributes: Attributes, seconds: number): void {
        this.sent.add(1, attributes);
        this.operationDuration.record(seconds, attributes);
    }

    /** A question was answered, or not. */
    countAsked(attributes: Attributes, seconds: number): void {
        this.operationDuration.record(seconds, attributes);
    }

    /** A handler begins; the returned function says that it has settled, with an `error.type` where it failed. */
    begin(attributes: Attributes): (outcome: Attributes, seconds: number) => void {
        this.inHand.add(1, attributes);
        return (outcome, seconds) => {
            this.inHand.add(-1, attributes);
            this.consumed.add(1, { ...attributes, ...outcome });
            this.processDuration.record(seconds, { ...attributes, ...outcome });
        };
    }

    countFailure(failure: DeliveryFailure, attributes: Attributes): void {
        if (failure.kind === 'retried') this.retried.add(1, attributes);
        else this.deadLettered.add(1, { ...attributes, 'error.type': failure.deadLetter.kind });
    }

    /** Reports how far each subscription is behind whenever metrics are collected, as far as the broker can tell. */
    reportLag(broker: Broker, subscriptions: () => Iterable<readonly [name: string, attributes: Attributes]>): void {
        if (!broker.lag) return;
        const gauge = this.meter.createObservableGauge('sluice.subscription.lag', { unit: '{message}', description: 'Messages that a subscription has not settled yet.' });
        gauge.addCallback(async result => {
            for (const [name, attributes] of subscriptions()) {
                const lag = await broker.lag?.(name);
                if (lag !== undefined) result.observe(lag, attributes);
            }
        });
    }
}
