import { BrokerError, type BrokerErrorCode } from '../broker.js';
import { failureReason } from '../failure-reason.js';

/** What will be refused whenever it is published again, by the same program at least. */
const refusedForGood: readonly BrokerErrorCode[] = ['invalid-message', 'unknown-channel'];

/** What a broker says of a message that it refuses for good; undefined of failures that may pass. */
export function refusalForGood(error: unknown): { readonly code: BrokerErrorCode; readonly reason: string } | undefined {
    const code = brokerErrorCode(error);
    return code !== undefined && refusedForGood.includes(code) ? { code, reason: failureReason(error) } : undefined;
}

/** The code of a `BrokerError`; goes by the name as well, because a program may have two copies of that class. */
export function brokerErrorCode(error: unknown): BrokerErrorCode | undefined {
    return error instanceof BrokerError || (error instanceof Error && error.name === 'BrokerError') ? (error as BrokerError).code : undefined;
}
