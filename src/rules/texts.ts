import type { Origin, Range } from '../model/flow-model.js';

/** Reads single lines of texts by uri, each text divided into lines when it is first asked for. */
export class Texts {
    private readonly divided = new Map<string, string[]>();

    constructor(private readonly texts: ReadonlyMap<string, string>) {}

    /** The word directly before a place on its line. */
    wordBefore({ uri, range: { start: { line, character } } }: Origin): { word: string; range: Range } | undefined {
        const match = /([A-Za-z]+)[ \t]+$/.exec(this.lineOf(uri, line).slice(0, character));
        return match ? { word: match[1]!, range: { start: { line, character: match.index }, end: { line, character: match.index + match[1]!.length } } } : undefined;
    }

    /** What is written at a place; of one over several lines the part on its first. */
    textAt({ uri, range: { start, end } }: Origin): string {
        return this.lineOf(uri, start.line).slice(start.character, end.line === start.line ? end.character : undefined);
    }

    private lineOf(uri: string, line: number): string {
        let lines = this.divided.get(uri);
        if (!lines) this.divided.set(uri, lines = (this.texts.get(uri) ?? '').split(/\r\n|\n|\r/));
        return lines[line] ?? '';
    }
}
