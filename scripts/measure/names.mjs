/*
 * How well the rules of the group `naming` read real names. `node scripts/measure/names.mjs FOLDER [FOLDER …] [--write]`: a folder holds
 * events.tsv and commands.tsv with the columns name, name as found, source. `--write` makes docs/naming.md of what is measured,
 * otherwise it is printed, with the names that are read wrongly. Names of unsuitable-names.txt, and of sources that name by noun or imperative by design, are counted apart.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = process.argv.slice(2).filter(argument => argument !== '--write');
/** Sources that name events by a noun or an imperative by design. */
const byDesign = { 'discord-api-types': 'a chat platform, with names such as `CHANNEL_UPDATE`', '@vendure/core': 'events named by a noun, such as `CollectionModification`' };
const domainDriven = ['dotnet/eShop', 'kgrzybek/modular-monolith-with-ddd', 'oskardudycz/EventSourcing.NetCore'];

const { readerOf } = await load(join(root, 'src/rules/naming/reading.ts'));
const reader = readerOf();
const unsuitable = readUnsuitable();
const kinds = [
    { file: 'events.tsv', kind: 'event', own: 'fact', other: 'request' },
    { file: 'commands.tsv', kind: 'command', own: 'request', other: 'fact' },
];
const measured = folders.map(folder => kinds.map(given => measure(folder, given)));
if (process.argv.includes('--write')) writeFileSync(join(root, 'docs/naming.md'), render());
else {
    for (const [index, tables] of measured.entries()) {
        console.log(folders[index]);
        for (const { kind, rows, wrong, silent } of tables) {
            console.log(`\n${table(kind, rows)}\n\nread wrongly: ${wrong.join(' ')}\nfit for both: ${silent.join(' ')}\n`);
        }
    }
}

/** What a folder's names of a kind are read as, source by source. */
function measure(folder, { file, kind, own, other }) {
    const rows = new Map();
    const wrong = [];
    const silent = [];
    const path = join(folder, file);
    for (const line of existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').slice(1) : []) {
        const [name = '', , source = ''] = line.split('\t');
        const row = rows.get(source) ?? { names: 0, unsuitable: 0, pass: 0, flagged: 0 };
        rows.set(source, row);
        row.names++;
        if (designOf(source) === undefined && unsuitable[kind].has(name)) {
            row.unsuitable++;
            continue;
        }
        const sense = reader.read(name)?.sense;
        if (sense === own || sense === 'either') row.pass++;
        // As the other kind it would be reported unless it fits that as well.
        if (sense !== other && sense !== 'either') row.flagged++;
        if (designOf(source) !== undefined) continue;
        if (sense === other || sense === 'neither') wrong.push(`${name} (${sense})`);
        if (sense === 'either') silent.push(name);
    }
    return { kind, rows, wrong, silent };
}

function table(kind, rows) {
    const other = kind === 'event' ? 'command' : 'event';
    const lines = [...rows].filter(([source]) => designOf(source) === undefined).map(([source, { names, unsuitable: apart, pass, flagged }]) => {
        const rest = names - apart;
        return `| ${source}${domainDriven.includes(source) ? ' (domain-driven)' : ''} | ${names} | ${apart} | ${percent(pass, rest)} | ${percent(flagged, rest)} |`;
    });
    return [`| source | ${kind}s | that break the rule | of the others pass | would be reported as ${other === 'event' ? 'an' : 'a'} ${other} |`, '| --- | ---: | ---: | ---: | ---: |', ...lines, totalOf(rows)].join('\n');
}

function totalOf(rows) {
    const sum = { names: 0, unsuitable: 0, pass: 0, flagged: 0 };
    for (const [source, row] of rows) if (designOf(source) === undefined) for (const key of Object.keys(sum)) sum[key] += row[key];
    const rest = sum.names - sum.unsuitable;
    return `| together | ${sum.names} | ${sum.unsuitable} | ${percent(sum.pass, rest)} | ${percent(sum.flagged, rest)} |`;
}

function designTable(rows) {
    const lines = [...rows].filter(([source]) => designOf(source) !== undefined).map(([source, { names, pass }]) => `| ${source} | ${names} | ${percent(pass, names)} | ${byDesign[designOf(source)]} |`);
    return ['| source | events | pass | why apart |', '| --- | ---: | ---: | --- |', ...lines].join('\n');
}

function designOf(source) {
    return Object.keys(byDesign).find(part => source.includes(part));
}

function percent(part, whole) {
    return whole === 0 ? '–' : `${(100 * part / whole).toFixed(1)} %`;
}

function readUnsuitable() {
    const found = { event: new Set(), command: new Set(), sections: [] };
    for (const section of readFileSync(join(root, 'scripts/measure/unsuitable-names.txt'), 'utf8').split(/^## /m).slice(1)) {
        const end = section.indexOf('\n');
        const title = section.slice(0, end).trim();
        const names = section.slice(end).trim().split(/\s+/);
        found.sections.push({ title, names });
        for (const name of names) found[title.startsWith('events') ? 'event' : 'command'].add(name);
    }
    return found;
}

function render() {
    const [first, second] = measured;
    return `# How names are read

An event tells what has happened, a command asks for something: \`naming/past-tense\`, \`naming/imperative\` and their neighbours read the names
of messages as English. This page tells how, how often they are right about names of public systems, and what to do where your
words are not theirs. It is written by \`node scripts/measure/names.mjs\`, which reads lists of names that are no part of the project.

## How

A name is taken apart into words whatever its casing; versions and suffixes such as \`Event\` are left out. Then

- **a past form anywhere** makes an event's name: \`GuestCheckedIn\`, \`ItemAddedToCart\`, \`MemberLeftGroup\`. Regular forms are known by their ending, so that
  \`RowUpserted\` needs no dictionary; nouns such as \`feed\` or \`hundred\` are none. Irregular forms are known (\`Sent\`, \`Withdrawn\`, \`Overdrawn\`), also those that
  are the base form too (\`PriceSet\`) or another word elsewhere (\`DefectFound\`, \`RateRose\`).
- **a verb in its base form first** makes a command's name, whether the verb is a noun as well (\`BookRoom\`, \`FileClaim\`) or not, and also after a modifier
  (\`BulkCreateOrders\`). \`OrderStatus\` is about an order.
- **both** are weighed: \`CreateUnlinkedPayment\` and \`NotifyOrderShipped\` ask, \`CancelOrderFailed\` and \`ReleasePublished\` tell. What fits both, such as
  \`DeleteFailed\`, is left alone.

Where one mistake could be told by two rules, one of them speaks: a request among events is \`naming/command-in-disguise\`, what still goes on is
\`naming/gerund-event\`, a fact among commands is \`naming/event-in-disguise\`; what remains is \`naming/past-tense\` and \`naming/imperative\`.

The words come from libraries of the field, condensed by \`scripts/generate/english.mjs\` so that a check need not load them: the verbs and irregular forms
of WordNet from \`wink-lexicon\`, participles from \`english-verbs-irregular\`, and which words are nouns in practice from \`compromise\`. To them come a few
hundred words of the trade (\`src/rules/naming/english/own-words.ts\`).

## Your own words

All rules that read names have the same options, so that a team, or a single context, can have a profile of its own:

\`\`\`json
{
  "rules": {
    "naming/past-tense": ["error", { "participles": { "yeet": "yote" }, "states": ["overdue", "pending"] }],
    "naming/imperative": ["error", { "verbs": ["ringfence"], "nouns": ["charge"] }],
    "contexts": { "Partner": { "naming/past-tense": "off", "naming/command-in-disguise": "off" } }
  }
}
\`\`\`

\`verbs\` may begin a command; \`participles\`, by the base form of their verb, make a fact; \`nouns\` are neither with you; \`states\` may end an event's name although they are
no participles. Each rule knows the words that it is given itself. Names that are not in English letters are never judged.

## Names that the rules were made with

${first.map(({ kind, rows }) => table(kind, rows)).join('\n\n')}

Counted apart, because these systems name events otherwise by design:

${designTable(first[0].rows)}
${second ? `
## Names that the rules were tried on afterwards

Names of events and commands in the source of public systems, taken out by their base types and suffixes after the words above had been settled; base classes,
test doubles and examples such as \`EventOne\` are left out. One word had to be mended for them: \`restock\` had been taken for nothing but a verb.

${second.map(({ kind, rows }) => table(kind, rows)).join('\n\n')}
` : ''}
Besides, ${countInvented('events.txt')} names of events and ${countInvented('commands.txt')} of commands were made up for the tests, from banking to games, before the rules were tried on them
(\`test/rules/naming/names/\`). At first 98.8 % of these events and 98.1 % of these commands passed; what was missing, such as \`Heard\` or \`EscrowFunds\`, has been mended.

## Names that break the rule

Read one by one; the rules report them, and are right to.

${unsuitable.sections.map(({ title, names }) => `**${title.charAt(0).toUpperCase()}${title.slice(1)}:** ${names.map(name => `\`${name}\``).join(', ')}.`).join('\n\n')}
`;
}

function countInvented(file) {
    return readFileSync(join(root, 'test/rules/naming/names', file), 'utf8').split('\n').filter(line => !line.startsWith('#')).flatMap(line => line.split(' ')).filter(name => name !== '').length;
}

async function load(entry) {
    const folder = join(root, '.cache/measure');
    mkdirSync(folder, { recursive: true });
    const outfile = join(folder, `${process.pid}.mjs`);
    try {
        await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' });
        return await import(pathToFileURL(outfile).href);
    } finally {
        rmSync(outfile, { force: true });
    }
}
