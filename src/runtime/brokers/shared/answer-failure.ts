import { BrokerError } from '../../broker.js';
import { failureReason } from '../../failure-reason.js';
import { isRejection } from './rejection.js';

/** What the one who asked is told of an error of the answerer: that the question is not valid, where it was rejected, or that the answer failed. */
export function answerFailure(error: unknown): BrokerError {
    return new BrokerError(isRejection(error) ? 'invalid-message' : 'answer-failed', failureReason(error));
}
