import { stripVTControlCharacters } from 'node:util';

/**
 * Finds in a program's output the last line that sums up its tests: `12 passed, 3 failed, 1 skipped`, in any order and with
 * anything around it. Undefined where no line does.
 */
export function countPassed(output) {
    const lines = stripVTControlCharacters(output).split('\n');
    const line = lines.findLast((text) => /\b\d+ (?:passed|passing|failed|failing)\b/.test(text));
    if (line === undefined) return undefined;
    const count = (word) => Number(new RegExp(`\\b(\\d+) ${word}\\b`).exec(line)?.[1] ?? 0);
    return { passed: count('pass(?:ed|ing)'), failed: count('fail(?:ed|ing)'), skipped: count('(?:skipped|pending)') };
}
