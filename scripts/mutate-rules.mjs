/*
 * Inverts the conditions of rules, one at a time, and judges each mutant by the rule's own examples and cases
 * (test/rules/<group>/<rule>.cases): a mutant that nothing notices is a condition that no test asks for.
 * `node scripts/mutate-rules.mjs [GROUP | GROUP/RULE …]` prints the survivors; the exit code is 1 when there are any.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'acorn';
import { build, transform } from 'esbuild';
import './polyfill.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const chosen = process.argv.slice(2);
const scratch = join(root, '.cache/mutants', String(process.pid));
mkdirSync(scratch, { recursive: true });
try {
    const { judgeCase, judgeExamples, readAllCases } = await load({ entryPoints: [join(root, 'test/support/rule-cases.ts')] }, 'judge');
    const cases = readAllCases(join(root, 'test/rules'));
    const rules = findRules().filter(({ id, group }) => chosen.length === 0 || chosen.includes(id) || chosen.includes(group));
    if (rules.length === 0) throw new Error(`There is no rule or group '${chosen.join("', '")}'.`);
    let mutants = 0;
    const survivors = [];
    for (const { id, path } of rules) {
        const { code } = await transform(readFileSync(path, 'utf8'), { loader: 'ts', target: 'node20' });
        const judge = async rule => {
            const problems = await judgeExamples(rule);
            for (const given of cases.get(id) ?? []) if (problems.length === 0) problems.push(...await judgeCase(rule, given));
            return problems;
        };
        const problems = await judge(await loadRule(code, path, `${id}-whole`));
        if (problems.length > 0) throw new Error(`'${id}' fails as it is: ${problems.join('\n')}`);
        for (const [index, { start, end, line }] of findConditions(code).entries()) {
            mutants++;
            const rule = await loadRule(`${code.slice(0, start)}!(${code.slice(start, end)})${code.slice(end)}`, path, `${id}-${index}`);
            // A mutant that makes the judge itself fail is noticed as well.
            const isNoticed = await judge(rule).then(problems => problems.length > 0, () => true);
            if (!isNoticed) survivors.push(`${id}: ${code.slice(start, end).replaceAll(/\s+/g, ' ')}   (in: ${line})`);
        }
    }
    for (const survivor of survivors) console.log(`survives inverted: ${survivor}`);
    console.log(`${rules.length} rules, ${mutants} conditions inverted, ${survivors.length} survivors`);
    process.exitCode = survivors.length === 0 ? 0 : 1;
} finally {
    rmSync(scratch, { recursive: true, force: true });
}

function findRules() {
    const folder = join(root, 'src/rules');
    return readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory()).flatMap(({ name: group }) => readdirSync(join(folder, group))
        .filter(file => file.endsWith('.ts') && file !== 'rules.ts')
        .map(file => ({ group, id: `${group}/${file.slice(0, -3)}`, path: join(folder, group, file) }))
        .filter(({ path, id }) => readFileSync(path, 'utf8').includes(`id: '${id}'`)));
}

/** What decides: tests of `if` and `?:`, and what callbacks of searches answer; places in `code`. */
function findConditions(code) {
    const found = [];
    const add = ({ start, end }) => found.push({ start, end, line: code.slice(code.lastIndexOf('\n', start) + 1).split('\n', 1)[0].trim() });
    const visit = node => {
        if (node === null || typeof node !== 'object') return;
        if (Array.isArray(node)) {
            node.forEach(visit);
            return;
        }
        if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') add(node.test);
        if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && ['filter', 'some', 'every', 'find', 'findLast', 'findIndex'].includes(node.callee.property.name)) {
            const [callback] = node.arguments;
            if (callback?.type === 'ArrowFunctionExpression' && callback.body.type !== 'BlockStatement') add(callback.body);
        }
        for (const [key, child] of Object.entries(node)) if (key !== 'type' && typeof child === 'object') visit(child);
    };
    visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }));
    return found;
}

async function loadRule(code, path, name) {
    const exported = await load({ stdin: { contents: code, resolveDir: join(path, '..'), loader: 'js' } }, name.replaceAll('/', '-'));
    return Object.values(exported).find(value => typeof value?.check === 'function');
}

async function load(source, name) {
    const outfile = join(scratch, `${name}.mjs`);
    await build({ ...source, outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', logLevel: 'error' });
    return import(pathToFileURL(outfile).href);
}
