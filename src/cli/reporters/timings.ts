/** How long rules took, the slowest first, and all together; measuring itself takes a part of that. */
export function reportTimings(timings: ReadonlyMap<string, number>): string {
    const rows = [...timings].sort(([, left], [, right]) => right - left);
    const width = Math.max(...rows.map(([name]) => name.length), 'in all'.length) + 2;
    const total = rows.reduce((sum, [, milliseconds]) => sum + milliseconds, 0);
    const line = (name: string, milliseconds: number) => `${name.padEnd(width)}${milliseconds.toFixed(1).padStart(9)} ms ${(total === 0 ? 0 : 100 * milliseconds / total).toFixed(0).padStart(4)} %\n`;
    return `${rows.map(([name, milliseconds]) => line(name, milliseconds)).join('')}${line('in all', total)}`;
}
