import { PostponedMessage, RejectedMessage } from '../../broker.js';

/** True for a `RejectedMessage`; goes by the name as well, because a program may have two copies of this module. */
export function isRejection(error: unknown): boolean {
    return error instanceof RejectedMessage || (error instanceof Error && error.name === 'RejectedMessage');
}

/** True for a `PostponedMessage`, likewise. */
export function isPostponement(error: unknown): error is PostponedMessage {
    return error instanceof PostponedMessage || (error instanceof Error && error.name === 'PostponedMessage');
}
