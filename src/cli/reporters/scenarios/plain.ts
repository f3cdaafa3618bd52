import type { Mismatch, ScenarioFailure } from '../../../workspace/scenarios/run-scenarios.js';
import { differenceLines } from './difference.js';
import { placeOf, type ScenarioReport } from './report.js';

/** How much of what flowed is told; the JSON form has it all. */
const shownMessages = 16;

/** A failure as text without colours: place, what is written there, what is wrong, what differs, what flowed. */
export function plainFailure({ origin, problem, mismatch }: ScenarioFailure, report: ScenarioReport): string {
    return [
        `${placeOf(origin, report)}  ${report.textAt(origin)}`,
        problem,
        ...mismatch ? differenceLines(mismatch).map(({ sign, text }) => `${sign} ${text}`) : [],
        ...mismatch ? flowLines(mismatch) : [],
    ].join('\n');
}

/** What flowed, equal messages counted, what was refused and what failed. */
export function flowLines({ flowed, refused, failures }: Mismatch): string[] {
    const messages = counted(flowed.map(({ name, data }) => `${name} ${JSON.stringify(data)}`));
    return [
        ...(messages.length > 0 ? ['What flowed:', ...messages.slice(0, shownMessages).map(text => `  ${text}`)] : ['No message flowed.']),
        ...(messages.length > shownMessages ? [`  and ${messages.length - shownMessages} more`] : []),
        ...counted(refused).map(text => `Refused: ${text}`),
        ...counted(failures).map(text => `Failed: ${text}`),
    ];
}

/** Each text once, with how often it was there. */
function counted(texts: readonly string[]): string[] {
    const counts = new Map<string, number>();
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
    return [...counts].map(([text, count]) => (count > 1 ? `${count} × ${text}` : text));
}
