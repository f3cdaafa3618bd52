import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { checkModel } from '../../src/rules/engine.js';
import { rules, suppressionRules } from '../../src/rules/registry.js';
import { latestSetVersion, RuleSettings } from '../../src/rules/settings.js';
import { openExample } from './open-example.js';

// Each file of examples/antipatterns is about one group of rules. A comment `// finds group/rule, group/rule` at the end of a
// line says what the rules of that group find there; nothing else of the group is found in the file.
const { files, model, problems } = await openExample('antipatterns');
const all = [...rules, ...suppressionRules];
const options = Object.fromEntries(all.flatMap(({ id, severity, options }) => (options?.forExample ? [[id, { level: severity, options: options.forExample }]] : [])));
/** What is taken to run already, for the rules that compare with that. */
const deployed = { partitions: { 'broker-promises.sums': 12 }, queueArguments: { 'broker-promises.meters': { 'x-queue-type': 'quorum' } } };
const found = checkModel(model, new Map(files.map(({ uri, text }) => [uri, text])), { deployed, settings: new RuleSettings({ name: 'all', version: latestSetVersion }, [{ settings: options }]) });
const groups = [...new Set(all.map(({ id }) => id.slice(0, id.indexOf('/'))))];

it('has a file for each group, all of which can be read', () => {
    expect(problems).toEqual([]);
    expect(files.map(({ uri }) => basename(uri, '.sluice')).filter(name => name !== 'system').sort()).toEqual(groups.sort());
});

it.each(groups)('%s: just what the comments say is found, and every rule finds something', group => {
    const file = files.find(({ uri }) => basename(uri) === `${group}.sluice`)!;
    const expected = file.text.split('\n').flatMap((line, index) => (/\/\/ finds (.+)$/.exec(line)?.[1] ?? '').split(/,\s*/).filter(id => id !== '').map(id => `${index + 1} ${id.trim()}`));
    const actual = found.filter(({ code, origin }) => origin.uri === file.uri && code.startsWith(`${group}/`)).map(({ code, origin }) => `${origin.range.start.line + 1} ${code}`);
    expect([...new Set(actual)].sort()).toEqual(expected.sort());
    const fired = new Set(expected.map(line => line.split(' ')[1]));
    expect(all.map(({ id }) => id).filter(id => id.startsWith(`${group}/`) && !fired.has(id))).toEqual([]);
});
