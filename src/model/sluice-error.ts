/** A failure that the user can mend: what is wrong, where, and what to do; shown without a stack trace. */
export class SluiceError extends Error {
    override readonly name = 'SluiceError';

    constructor(
        message: string,
        readonly details: { readonly file?: string; readonly line?: number; readonly column?: number; readonly hint?: string } = {},
    ) {
        super(message);
    }
}
