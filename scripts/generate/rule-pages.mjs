/*
 * Writes what is told of rules elsewhere than in their own files: their pages in docs/rules, the table of the README, and
 * their settings in schema/config.json. `node scripts/generate/rule-pages.mjs`
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

const groups = {
    broker: 'Does the broker keep what the specification promises, and allow the names?',
    coupling: 'Who tells whom what, and how tightly does that tie them together?',
    delivery: 'Does every message arrive, and what happens when it cannot be handled?',
    language: 'Does the specification mean something?',
    naming: 'Do names say what they stand for?',
    ordering: 'Does order hold where it matters?',
    privacy: 'Where does personal data go?',
    process: 'Does every long-running process come to an end, whatever happens?',
    schema: 'Do messages say what they carry, and can they change?',
    sourcing: 'Do aggregates, projections and queries keep to event sourcing and CQRS?',
    suppression: 'Do comments that suppress findings still hold?',
};

/** All generated texts by their path in the project; `read` gives what a file holds now. */
export function renderRuleFiles(pages, read) {
    const rules = pages.filter(({ set }) => set !== undefined);
    return new Map([
        ...pages.map(page => [`docs/rules/${page.id}.md`, renderPage(page)]),
        ['docs/rules/README.md', renderIndex(pages, rules)],
        ['README.md', renderReadme(rules, read('README.md'))],
        ['schema/config.json', renderSchema(rules, JSON.parse(read('schema/config.json')))],
    ]);
}

const groupOf = ({ id }) => id.slice(0, id.indexOf('/'));
const setOf = ({ set }) => set.split('@')[0];
const fixOf = ({ fix }) => (fix === 'safe' ? 'safe' : fix === 'unsafe' ? 'to be looked at' : '');

function renderPage({ id, severity, summary, reason, bad, good, since, set, whenToTurnOff, source, options, fix }) {
    const example = (title, text) => (text === '' ? [] : ['', `## ${title}`, '', '```sluice', text.trimEnd(), '```']);
    const facts = [
        `Severity: ${severity}`, ...(set ? [`in the set \`${set}\``] : []), ...(since ? [`since ${since}`] : []),
        ...(fix === 'safe' ? ['`sluice check --fix` mends it'] : fix === 'unsafe' ? ['`sluice check --fix-unsafe` proposes a change to look at'] : []),
    ];
    return `${[
        generated(`src/rules/${id}.ts`), `# ${id}`, '', summary, '', `${facts.join(' · ')}.`, '', '## Why', '', reason,
        ...example('Wrong', bad), ...example('Right', good),
        ...(options ? ['', '## Options', '', ...renderOptions(id, severity, options)] : []),
        ...(whenToTurnOff ? ['', '## When to turn it off', '', whenToTurnOff] : []),
        ...(source ? ['', '## Source', '', ...source.map(({ title, url }) => (url ? `- [${title}](${url})` : `- ${title}`))] : []),
    ].join('\n')}\n`;
}

function renderOptions(id, severity, { properties, defaults, forExample }) {
    const lines = Object.entries(properties).map(([name, property]) => `- \`${name}\`: ${property.description}${property.enum ? ` One of ${property.enum.map(value => `\`${JSON.stringify(value)}\``).join(', ')}.` : ''} Default: \`${JSON.stringify(defaults[name])}\`.`);
    return [
        ...lines, '', 'In `sluice.config.json`:', '', '```json', JSON.stringify({ rules: { [id]: [severity, forExample ?? defaults] } }, undefined, 2), '```',
        ...(forExample ? ['', 'The example above is judged by these options.'] : []),
    ];
}

function renderIndex(pages, rules) {
    const others = pages.filter(({ set }) => set === undefined);
    const sections = Object.keys(groups).flatMap(group => {
        const own = rules.filter(rule => groupOf(rule) === group);
        if (own.length === 0) return [];
        return [
            '', `## ${group}`, '', groups[group], '', '| rule | severity | set | fix | finds |', '| --- | --- | --- | --- | --- |',
            ...own.map(rule => `| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${setOf(rule)} | ${fixOf(rule)} | ${rule.summary.replaceAll('|', '\\|')} |`),
        ];
    });
    return `${[
        generated('src/rules'), '# Rules', '',
        `${rules.length} rules. Each is in a set and in those after it: \`recommended\`, \`strict\`, \`all\`. A set with its version, such as \`recommended@1\`, never grows; without one it is the newest.`,
        ...sections,
        '', '## Codes that are no rules', '', '| code | finds |', '| --- | --- |',
        ...others.map(({ id, summary }) => `| [${id}](${id}.md) | ${summary} |`),
    ].join('\n')}\n`;
}

function renderReadme(rules, readme) {
    const table = [
        '| group | rules | asks |', '| --- | ---: | --- |',
        ...Object.entries(groups).flatMap(([group, question]) => {
            const own = rules.filter(rule => groupOf(rule) === group);
            return own.length === 0 ? [] : [`| [${group}](docs/rules/README.md#${group}) | ${own.length} | ${question} |`];
        }),
    ];
    const pattern = /(<!-- rules -->\n)[\s\S]*?(<!-- \/rules -->)/;
    if (!pattern.test(readme)) throw new Error('README.md has no place for the table of rules: <!-- rules --> … <!-- /rules -->.');
    return readme.replace(pattern, (_, start, end) => `${start}${table.join('\n')}\n${end}`);
}

/** Everything but the rules is written by hand. */
function renderSchema(rules, schema) {
    const settings = {};
    for (const group of [...new Set(rules.map(groupOf))]) settings[`${group}/*`] = { $ref: '#/definitions/level', description: `All rules of the group: ${groups[group]}` };
    for (const { id, summary, options } of rules) {
        settings[id] = {
            description: summary,
            anyOf: [
                { $ref: '#/definitions/level' },
                {
                    type: 'array', minItems: 1, maxItems: options ? 2 : 1,
                    items: [{ $ref: '#/definitions/level' }, ...(options ? [{ type: 'object', additionalProperties: false, properties: withDefaults(options) }] : [])],
                },
            ],
        };
    }
    const { rules: written } = schema.properties;
    const latest = Math.max(...rules.map(({ set }) => Number(set.split('@')[1])));
    written.properties.extends.enum = [...['recommended', 'strict', 'all'].flatMap(name => [name, ...Array.from({ length: latest }, (_, index) => `${name}@${index + 1}`)]), 'none'];
    const byHand = Object.entries(written.properties).filter(([name]) => !name.includes('/'));
    written.properties = { ...Object.fromEntries(byHand), ...Object.fromEntries(Object.keys(settings).map(id => [id, { $ref: `#/definitions/settings/properties/${id.replaceAll('/', '~1')}` }])) };
    schema.definitions.settings = { type: 'object', additionalProperties: false, properties: settings };
    return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function withDefaults({ properties, defaults }) {
    return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, { ...property, default: defaults[name] }]));
}

function generated(source) {
    return `<!-- Generated from ${source} by scripts/generate/rule-pages.mjs: change it there. -->\n`;
}

async function loadPages() {
    const scratch = mkdtempSync(join(root, 'node_modules/.rule-pages-'));
    try {
        const outfile = join(scratch, 'rules.mjs');
        await build({ entryPoints: [join(root, 'src/rules/explain.ts')], outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external', logLevel: 'error' });
        return (await import(pathToFileURL(outfile).href)).listRules();
    } finally {
        rmSync(scratch, { recursive: true, force: true });
    }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const files = renderRuleFiles(await loadPages(), path => readFileSync(join(root, path), 'utf8'));
    const folder = join(root, 'docs/rules');
    mkdirSync(folder, { recursive: true });
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        if (entry.isFile() && !files.has(relative(root, path))) rmSync(path);
    }
    for (const [path, text] of files) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
    }
    console.log(`${files.size} files of rules written.`);
}
