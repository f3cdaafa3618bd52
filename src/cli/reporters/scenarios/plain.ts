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
    const counts = new Map<string, number>();
    for (const { name, data } of flowed) {
        const text = `${name} ${JSON.stringify(data)}`;
        counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    const lines = [...counts].map(([text, count]) => `  ${count > 1 ? `${count} × ` : ''}${text}`);
    return [
        ...(lines.length > 0 ? ['What flowed:', ...lines.slice(0, shownMessages)] : ['No message flowed.']),
        ...(lines.length > shownMessages ? [`  and ${lines.length - shownMessages} more`] : []),
        ...refused.map(reason => `Refused: ${reason}`),
        ...failures.map(failure => `Failed: ${failure}`),
    ];
}
