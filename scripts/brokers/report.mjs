import { isDeepStrictEqual } from 'node:util';
import { Unavailable } from '../debian.mjs';

/** Prints a line a check and counts. */
export class Report {
    passed = 0;
    failed = 0;
    skipped = 0;

    /** Runs the checks of one broker; what goes wrong outside a check is a failed check of its own. */
    async section(name, body) {
        try {
            await body(new Section(this, name));
        } catch (error) {
            if (error instanceof Unavailable) {
                this.skip(name, error.message);
            } else {
                this.record(name, 'the server works', { error });
            }
        }
    }

    skip(section, why) {
        this.skipped++;
        console.log(`skipped ${section}: ${why}`);
    }

    record(section, title, { error, milliseconds = 0 }) {
        if (error === undefined) this.passed++;
        else this.failed++;
        const time = milliseconds < 1000 ? '' : ` (${(milliseconds / 1000).toFixed(1)} s)`;
        console.log(`${error === undefined ? 'ok' : 'FAILED'} ${section}: ${title}${time}${error === undefined ? '' : `\n    ${String(error.message ?? error).replaceAll('\n', '\n    ')}`}`);
    }

    summary() {
        return `${this.passed} passed, ${this.failed} failed${this.skipped > 0 ? `, ${this.skipped} skipped` : ''}`;
    }
}

class Section {
    constructor(report, name) {
        this.report = report;
        this.name = name;
    }

    record(title, outcome) {
        this.report.record(this.name, title, outcome);
    }

    skip(why) {
        this.report.skip(this.name, why);
    }

    async check(title, body) {
        const started = Date.now();
        let error;
        try {
            await body();
        } catch (thrown) {
            error = thrown;
        }
        this.report.record(this.name, title, { error, milliseconds: Date.now() - started });
    }
}

/** Throws unless both are the same, and then says what differs, entry by entry where they are records or lists. */
export function expectSame(actual, expected, what = 'value') {
    if (isDeepStrictEqual(actual, expected)) return;
    if (isRecord(actual) && isRecord(expected)) {
        const keys = [...new Set([...Object.keys(actual), ...Object.keys(expected)])].filter(key => !isDeepStrictEqual(actual[key], expected[key]));
        const lines = keys.slice(0, 8).map(key => `${what}.${key}: expected ${JSON.stringify(expected[key])}, found ${JSON.stringify(actual[key])}`);
        throw new Error([...lines, ...(keys.length > 8 ? [`and ${keys.length - 8} more`] : [])].join('\n'));
    }
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`);
}

/** Throws with the message unless the condition holds. */
export function expect(condition, message) {
    if (!condition) throw new Error(message);
}

/** Asks again until the answer is other than undefined, and throws when that takes too long. */
export async function eventually(what, ask, { seconds = 30, pause = 100 } = {}) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
        const answer = await ask();
        if (answer !== undefined) return answer;
        if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s.`);
        await new Promise(resolve => setTimeout(resolve, pause));
    }
}

function isRecord(value) {
    return typeof value === 'object' && value !== null;
}
