/** What a log entry says besides its message; JSON values. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where an application's log goes. The loggers of pino fit as they are. */
export interface Logger {
    debug(fields: LogFields, message: string): void;
    info(fields: LogFields, message: string): void;
    warn(fields: LogFields, message: string): void;
    error(fields: LogFields, message: string): void;
}

const levels = ['debug', 'info', 'warn', 'error'] as const;

export interface JsonLoggerOptions {
    /** The least level that is written; `info` unless given. */
    readonly level?: (typeof levels)[number];
    /** Takes each line, without its end; the console's standard output unless given. */
    readonly write?: (line: string) => void;
    /** Fields of every entry: the service's name, its version. */
    readonly fields?: LogFields;
}

/** Writes each entry as a line of JSON: `{"level":"info","time":"…","message":"…",…}`. */
export function jsonLogger({ level = 'info', write = line => console.log(line), fields: always = {} }: JsonLoggerOptions = {}): Logger {
    const least = levels.indexOf(level);
    const log = (name: (typeof levels)[number]) => (fields: LogFields, message: string): void => {
        if (levels.indexOf(name) >= least) write(JSON.stringify({ level: name, time: new Date().toISOString(), message, ...always, ...fields }));
    };
    return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
