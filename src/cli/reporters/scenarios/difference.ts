import { diffLines } from 'diff';
import type { Mismatch } from '../../../workspace/scenarios/run-scenarios.js';

/** A line of a difference: expected and not found, found and not expected, or both. */
export interface DifferenceLine {
    sign: '-' | '+' | ' ';
    text: string;
}

/** What was expected against what came nearest to it, as lines; nothing where there is nothing to compare. */
export function differenceLines({ expected, nearest }: Mismatch): DifferenceLine[] {
    if (!expected) return [];
    if (!nearest) return [expected.name, ...fieldLines(expected.data)].map(text => ({ sign: '-', text }));
    if (nearest.differences.length === 0) return [nearest.name, ...fieldLines(nearest.data)].map(text => ({ sign: '+', text }));
    // What the scenario says nothing about is as it was found.
    const found = fieldLines(nearest.data).join('\n');
    const wanted = fieldLines(overlay(nearest.data, expected.data)).join('\n');
    const lines = diffLines(`${wanted}\n`, `${found}\n`).flatMap(({ value, added, removed }) =>
        value.replace(/\n$/, '').split('\n').map((text): DifferenceLine => ({ sign: added ? '+' : removed ? '-' : ' ', text })));
    return [{ sign: ' ', text: nearest.name }, ...lines];
}

/** Found data with the expected fields in place of its own. */
function overlay(found: unknown, expected: unknown): unknown {
    if (!isRecord(found) || !isRecord(expected)) return expected;
    const result: Record<string, unknown> = { ...found };
    for (const [name, value] of Object.entries(expected)) {
        const own = result[name];
        if (value === null) delete result[name];
        else result[name] = isRecord(value) && isRecord(own) ? overlay(own, value) : value;
    }
    return result;
}

function isRecord(value: unknown): value is object {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A line a field, records inside on lines of their own. */
function fieldLines(data: unknown, indentation = '  '): string[] {
    if (Array.isArray(data)) return data.map(item => `${indentation}- ${JSON.stringify(item)}`);
    if (!isRecord(data)) return [`${indentation}${data === undefined ? 'nothing' : JSON.stringify(data)}`];
    return Object.entries(data).flatMap(([name, value]) => (isRecord(value)
        ? [`${indentation}${name}:`, ...fieldLines(value, `${indentation}  `)]
        : Array.isArray(value) && value.some(isRecord)
            ? [`${indentation}${name}:`, ...value.map(item => `${indentation}  - ${JSON.stringify(item)}`)]
            : [`${indentation}${name}: ${JSON.stringify(value)}`]));
}
