/** How an adapter's server brings questions to who answers them. */
export interface Questions {
    /** Resolves with the text of the reply; rejects with `no-reply`. */
    request(query: string, text: string, timeout: number): Promise<string>;
    /** Gives each question's text to the handler and its text back; the function that is given back ends that. */
    answer(query: string, handler: (bytes: Uint8Array) => Promise<string>): Promise<() => Promise<void>>;
}
