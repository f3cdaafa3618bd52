import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readName } from '../../src/rules/naming/reading.js';

/*
 * How well the naming rules read real names: node_modules/.bin/esbuild --bundle, then `node names.mjs FOLDER [--list]`. FOLDER holds
 * events.tsv and commands.tsv with the columns name, as_found, source. Some sources name by noun or imperative by design: they are counted apart.
 */
const byDesign = ['discord-api-types', '@vendure/core'];
const [folder = '.', option] = process.argv.slice(2);

for (const [file, passing, opposite] of [['events.tsv', 'fact', 'request'], ['commands.tsv', 'request', 'fact']] as const) {
    const counts = new Map<string, { passes: number; flagged: number; total: number }>();
    const failing: string[] = [];
    for (const line of readFileSync(join(folder, file), 'utf8').trim().split('\n').slice(1)) {
        const [name = '', , source = ''] = line.split('\t');
        const reading = readName(name);
        const passes = reading === passing || reading === 'either';
        for (const group of [source, byDesign.some(part => source.includes(part)) ? 'all that name by noun or imperative by design' : 'all conventional']) {
            const count = counts.get(group) ?? { passes: 0, flagged: 0, total: 0 };
            count.total++;
            if (passes) count.passes++;
            if (reading !== opposite && reading !== 'either') count.flagged++;
            counts.set(group, count);
        }
        if (!passes) failing.push(`${name}\t${reading}\t${source}`);
    }
    console.log(`${file}: accepted as what it is; flagged if declared as the other`);
    for (const [group, { passes, flagged, total }] of counts) {
        console.log(`  ${percent(passes, total)}  ${percent(flagged, total)}  of ${String(total).padEnd(5)} ${group}`);
    }
    if (option === '--list') console.log(failing.join('\n'));
}

function percent(part: number, whole: number): string {
    return `${(100 * part / whole).toFixed(1).padStart(5)} %`;
}
