import type { ApplicationActivity } from '../application/definition.js';
import type { Broker, DeadLetter, DeliveryFailure } from '../broker.js';
import type { Envelope } from '../envelope.js';
import type { LogFields, Logger } from './logger.js';

/**
 * Writes down what an application and its broker tell: each handled message as `debug`, refusals as `info`, attempts that
 * failed as `warn`, what is given up as `error`. Of a message its type and ids are told, never its data or its key.
 */
export function activityLog(logger: Logger, broker: Broker): (activity: ApplicationActivity) => void {
    broker.watch?.(failure => logFailure(logger, failure));
    return activity => logActivity(logger, activity);
}

function logActivity(logger: Logger, activity: ApplicationActivity): void {
    switch (activity.kind) {
        case 'handled': return logger.debug({ part: activity.part, ...describe(activity.envelope), outputs: activity.outputs.map(({ type, id }) => ({ type, id })) }, 'A message was handled.');
        case 'rejected': return logger.info({ part: activity.part, ...describe(activity.envelope), reason: activity.reason }, 'A command was refused.');
        case 'failed': return logger.error({ part: activity.part, reason: activity.reason }, 'Something failed that no message had asked for.');
        case 'unpublishable': return logger.error({ channel: activity.channel, ...describe(activity.envelope), code: activity.code, reason: activity.reason }, 'The broker refuses a message for good; it was put among the dead letters of the outbox.');
        case 'entered': return logger.debug({ process: activity.process, state: activity.state }, 'A process has entered a state.');
        case 'ended': return logger.debug({ process: activity.process }, 'A process has ended.');
        case 'timed-out': return logger.debug({ process: activity.process, state: activity.state }, 'The time of a state is up.');
    }
}

function logFailure(logger: Logger, failure: DeliveryFailure): void {
    switch (failure.kind) {
        case 'retried': {
            const { delivery: { channel, subscription, envelope, attempt }, reason, wait } = failure;
            return logger.warn({ channel, subscription, ...describe(envelope), attempt, wait, reason }, 'A message could not be handled and is given out again.');
        }
        case 'dead-lettered': return logger.error({ ...describeDeadLetter(failure.deadLetter), queue: failure.queue }, 'A message was put into its dead letter queue.');
        case 'parked': return logger.error(describeDeadLetter(failure.deadLetter), 'A message could not be handled and waits for the next consumer.');
        case 'dropped': return logger.error(describeDeadLetter(failure.deadLetter), 'A message has expired and is gone.');
    }
}

function describeDeadLetter({ kind, channel, subscription, envelope, attempts, reason }: DeadLetter): LogFields {
    return { kind, channel, subscription, ...describe(envelope), attempts, reason };
}

function describe({ id, type, source, correlationid, causationid, traceparent }: Envelope): LogFields {
    return { type, id, source, correlationid, ...(causationid !== undefined && { causationid }), ...(traceparent !== undefined && { traceparent }) };
}
