import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const page = join(fileURLToPath(new URL('../..', import.meta.url)), 'docs/brokers.md');
const marks = { kept: '✔', refused: 'refused', failed: '✘' };
const kinds = { kafka: 'Kafka', rabbitmq: 'RabbitMQ', nats: 'NATS', redis: 'Redis' };

/**
 * Writes what became of each behaviour on each kind of broker into docs/brokers.md; `results` maps kinds to lists of
 * `{ title, outcome }`. A kind that was not tried keeps its column.
 */
export async function writeTable(results) {
    const [behaviours] = results.values();
    if (behaviours === undefined) return;
    const text = readFileSync(page, 'utf8');
    const [, before, old, after] = /^([^]*<!-- results -->\n)([^]*)(<!-- end of results -->\n[^]*)$/.exec(text);
    const known = readTable(old);
    const rows = behaviours.map(({ title }) => {
        const cells = Object.keys(kinds).map(kind => {
            const outcome = results.get(kind)?.find(result => result.title === title)?.outcome;
            return outcome === undefined ? known.get(title)?.[Object.keys(kinds).indexOf(kind)] ?? '' : marks[outcome];
        });
        return `| ${[title, ...cells].join(' | ')} |`;
    });
    const head = [`| behaviour | ${Object.values(kinds).join(' | ')} |`, `|---|${'---|'.repeat(Object.keys(kinds).length)}`];
    writeFileSync(page, `${before}${[...head, ...rows].join('\n')}\n${after}`);
}

function readTable(text) {
    const rows = text.trim().split('\n').slice(2).map(line => line.split('|').slice(1, -1).map(cell => cell.trim()));
    return new Map(rows.map(([title, ...cells]) => [title, cells]));
}
