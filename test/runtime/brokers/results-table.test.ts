import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { serverKinds, serverNames } from '../../../src/model/brokers/promises.js';
import { isRefused } from './broker-contract.js';
import { behaviourGroups } from './contract/behaviours.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const [, table = ''] = /<!-- results -->\n([^]*)<!-- end of results -->/.exec(readFileSync(`${root}docs/brokers.md`, 'utf8')) ?? [];
const [head = [], , ...rows] = table.trim().split('\n').map(line => line.split('|').slice(1, -1).map(cell => cell.trim()));

describe('The table of results in docs/brokers.md', () => {
    const behaviours = behaviourGroups.flatMap(({ subject, behaviours: all }) => all.map(behaviour => ({ title: `${subject}: ${behaviour.title}`, behaviour })));

    it('has every behaviour, and at least sixty', () => {
        expect(rows.map(([title]) => title)).toEqual(behaviours.map(({ title }) => title));
        expect(rows.length).toBeGreaterThanOrEqual(60);
        expect(new Set(rows.map(([title]) => title)).size).toBe(rows.length);
        expect(head).toEqual(['behaviour', ...serverKinds.map(kind => serverNames[kind])]);
    });

    it.each(serverKinds)('says of %s what the declared promises say, and that all else is kept; nothing where no program can run on it', kind => {
        const column = rows.map(cells => cells[head.indexOf(serverNames[kind])]);
        const runs = existsSync(`${root}src/runtime/brokers/${kind}.ts`);
        expect(column).toEqual(behaviours.map(({ behaviour: { promise } }) => (!runs ? '' : promise !== undefined && isRefused(promise, kind) ? 'refused' : '✔')));
    });
});
