import type { Origin } from '../model/flow-model.js';

/** Lets the first finding of a kind at each place through: a clause of the whole system is wrong once, however many channels it holds for. */
export function onceAPlace<Finding extends { origin: Origin; message: string }>(report: (finding: Finding) => void): (finding: Finding) => void {
    const told = new Set<string>();
    return finding => {
        const { message, origin: { uri, range: { start } } } = finding;
        const place = `${message} ${uri} ${start.line} ${start.character}`;
        if (told.has(place)) return;
        told.add(place);
        report(finding);
    };
}
