import { SluiceError } from '../model/sluice-error.js';

/** A value read from JSON, and where each part of it stands. */
export interface PositionedJson {
    value: unknown;
    /** Offsets into the text by JSON pointer: of a member its key, of an item itself; the root is `''`. */
    offsets: Map<string, number>;
}

const deepest = 200;

/**
 * Reads strict JSON and remembers where everything was written. Throws a `SluiceError` with line, column and what to do
 * at the first mistake; `file` is named in it.
 */
export function parseJson(text: string, file: string): PositionedJson {
    return new JsonReader(text, file).read();
}

/** Line and column of an offset, both from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
    const before = text.slice(0, offset);
    return { line: before.split('\n').length, column: offset - (before.lastIndexOf('\n') + 1) + 1 };
}

/** A step of a JSON pointer: `a/b` is written `a~1b`. */
export function pointerStep(key: string | number): string {
    return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

class JsonReader {
    private at = 0;
    private readonly offsets = new Map<string, number>();

    constructor(
        private readonly text: string,
        private readonly file: string,
    ) {}

    read(): PositionedJson {
        if (this.text.startsWith('\uFEFF')) this.at = 1;
        this.space();
        this.offsets.set('', this.at);
        const value = this.value('', 0);
        this.space();
        if (this.at < this.text.length) this.fail('There is more after the end of the JSON value.', 'Remove it.');
        return { value, offsets: this.offsets };
    }

    private value(pointer: string, depth: number): unknown {
        if (depth > deepest) this.fail(`Brackets nest more than ${deepest} levels deep.`, 'A configuration is never that deep: look for a bracket too many.');
        switch (this.text[this.at]) {
            case '{': return this.object(pointer, depth);
            case '[': return this.array(pointer, depth);
            case '"': return this.string();
            case undefined: return this.fail('The file ends in the middle of a value.', this.text.trim() === '' ? 'Write at least {}.' : 'Close every bracket and quotation mark.');
            default: return this.word();
        }
    }

    private object(pointer: string, depth: number): Record<string, unknown> {
        const entries = new Map<string, unknown>();
        this.at++;
        this.space();
        while (this.text[this.at] !== '}') {
            if (this.text[this.at] !== '"') this.fail(this.expected('a name in double quotes'), 'Write "name": value.');
            const start = this.at;
            const key = this.string();
            if (entries.has(key)) this.failAt(start, `"${key}" is given twice.`, 'Keep one of them.');
            this.space();
            if (this.text[this.at] !== ':') this.fail(this.expected(`':' after "${key}"`), 'Write "name": value.');
            this.at++;
            this.space();
            const step = `${pointer}${pointerStep(key)}`;
            this.offsets.set(step, start);
            entries.set(key, this.value(step, depth + 1));
            this.separator('}');
        }
        this.at++;
        // An own property whatever its name: `__proto__` is data here.
        return Object.fromEntries(entries);
    }

    private array(pointer: string, depth: number): unknown[] {
        const items: unknown[] = [];
        this.at++;
        this.space();
        while (this.text[this.at] !== ']') {
            const step = `${pointer}${pointerStep(items.length)}`;
            this.offsets.set(step, this.at);
            items.push(this.value(step, depth + 1));
            this.separator(']');
        }
        this.at++;
        return items;
    }

    private separator(closing: string): void {
        this.space();
        if (this.text[this.at] === ',') {
            const comma = this.at++;
            this.space();
            if (this.text[this.at] === closing) this.failAt(comma, `There is a comma before '${closing}'.`, 'Remove the comma: JSON allows none after the last element.');
        } else if (this.text[this.at] !== closing) this.fail(this.expected(`',' or '${closing}'`), 'Put a comma between elements, and close what was opened.');
    }

    private string(): string {
        const end = /"(?:[^"\\\u0000-\u001f]|\\.)*"/y;
        end.lastIndex = this.at;
        const literal = end.exec(this.text)?.[0];
        if (literal === undefined) return this.fail('This text has no closing quotation mark on its line.', 'Close it with ".');
        try {
            const value = JSON.parse(literal) as string;
            this.at += literal.length;
            return value;
        } catch {
            return this.fail('This text has an escape that JSON does not know.', 'Write \\\\ for a backslash, and / in paths.');
        }
    }

    private word(): unknown {
        const pattern = /[^\s,:{}[\]"]+/y;
        pattern.lastIndex = this.at;
        const word = pattern.exec(this.text)?.[0] ?? this.text[this.at]!;
        if (word.startsWith('//') || word.startsWith('/*') || word.startsWith('#')) return this.fail('JSON has no comments.', 'Remove the comment.');
        try {
            const value: unknown = JSON.parse(word);
            this.at += word.length;
            return value;
        } catch {
            const shown = word.length > 30 ? `${word.slice(0, 30)}…` : word;
            return this.fail(`'${shown}' is not a JSON value.`, 'Put texts into double quotes.');
        }
    }

    private space(): void {
        while (' \t\r\n'.includes(this.text[this.at] ?? '.')) this.at++;
        if (this.text[this.at] === '/') this.fail('JSON has no comments.', 'Remove the comment.');
    }

    private expected(what: string): string {
        const found = this.text[this.at];
        return found === undefined ? `The file ends where ${what} should be.` : `There should be ${what} instead of '${found}'.`;
    }

    private fail(message: string, hint: string): never {
        return this.failAt(this.at, message, hint);
    }

    private failAt(offset: number, message: string, hint: string): never {
        throw new SluiceError(message, { file: this.file, ...placeOf(this.text, offset), hint });
    }
}
