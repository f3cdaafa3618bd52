import { RejectedMessage } from '../../broker.js';

/** True for a `RejectedMessage`; goes by the name as well, because a program may have two copies of this module. */
export function isRejection(error: unknown): boolean {
    return error instanceof RejectedMessage || (error instanceof Error && error.name === 'RejectedMessage');
}
