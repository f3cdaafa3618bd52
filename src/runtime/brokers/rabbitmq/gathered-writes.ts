/** What is used of a socket of Node here: this is compiled for hosts that have none as well. */
interface Gathering {
    write(...words: unknown[]): boolean;
    cork(): void;
    uncork(): void;
}

/**
 * Has what is written to a connection's socket in one go sent as one piece. The client writes each frame by itself, and over a socket that
 * does not wait for more, as this one must not, each would be a packet and a call of the system of its own: under load that is most of the work.
 */
export function gatherWrites(connection: object): void {
    const { stream } = connection as { readonly stream?: Partial<Gathering> };
    if (!isGathering(stream)) return;
    const write = stream.write.bind(stream);
    let isOpen = false;
    stream.write = (...words) => {
        if (!isOpen) {
            isOpen = true;
            stream.cork();
            queueMicrotask(() => {
                isOpen = false;
                stream.uncork();
            });
        }
        return write(...words);
    };
}

function isGathering(stream: Partial<Gathering> | undefined): stream is Gathering {
    return typeof stream?.write === 'function' && typeof stream.cork === 'function' && typeof stream.uncork === 'function';
}
