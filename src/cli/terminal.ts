import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Where a command writes: what was asked for to `out`, everything else to `error`. */
export interface Terminal {
    out(text: string): void;
    error(text: string): void;
    /** Colours of standard output, and of standard error: none unless that is a terminal that wants them. */
    colors: Colors;
    errorColors: Colors;
    /** Columns of standard output; 100 where it is no terminal. */
    width: number;
    /** Asks whoever sits at standard input, and gives the answer; missing where nobody does. */
    ask?(question: string): Promise<string>;
}

/** The terminal of a process. A reader that goes away early, such as `head`, ends the process quietly. */
export function createTerminal({ stdin, stdout, stderr }: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'> = process): Terminal {
    for (const stream of [stdout, stderr]) {
        stream.on('error', (error: NodeJS.ErrnoException) => {
            if (error.code !== 'EPIPE') throw error;
            process.exit();
        });
    }
    return {
        out: text => void stdout.write(text),
        error: text => void stderr.write(text),
        colors: picocolors.createColors(wantsColors(stdout)),
        errorColors: picocolors.createColors(wantsColors(stderr)),
        width: stdout.isTTY ? Math.max(stdout.columns, 40) : 100,
        ...(stdin.isTTY && { ask: (question: string) => ask(question, stdin, stderr) }),
    };
}

async function ask(question: string, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<string> {
    const { createInterface } = await import('node:readline/promises');
    const reader = createInterface({ input, output });
    try {
        // Whoever closes the input has not agreed.
        return await Promise.race([reader.question(question), new Promise<string>(resolve => {
            reader.once('close', () => resolve(''));
        })]);
    } finally {
        reader.close();
    }
}

/** https://no-color.org and https://force-color.org: set and not empty. */
function wantsColors(stream: NodeJS.WriteStream): boolean {
    const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
    if (NO_COLOR) return false;
    if (FORCE_COLOR) return FORCE_COLOR !== '0';
    // Of what is no terminal `isTTY` is missing, and with nothing told the library would ask the environment itself.
    return Boolean(stream.isTTY) && TERM !== 'dumb';
}

/** Text from a file without what would steer a terminal: control characters become `·`, tabs one space. */
export function printable(text: string): string {
    return text.replaceAll('\t', ' ').replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '·');
}
