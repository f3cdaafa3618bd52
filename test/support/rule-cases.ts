import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic, Fix } from '../../src/model/diagnostic.js';
import type { DeployedFacts } from '../../src/model/deployed-facts.js';
import type { FlowModel } from '../../src/model/flow-model.js';
import { oncePer } from '../../src/model/once-per.js';
import { checkModel } from '../../src/rules/engine.js';
import { rules } from '../../src/rules/registry.js';
import type { Rule } from '../../src/rules/rule.js';
import { RuleSettings } from '../../src/rules/settings.js';
import { buildModel } from './build-model.js';

/*
 * Cases of rules are files of text, `test/rules/<group>/<rule>.cases`:
 *
 *     === what is judged, in words
 *     options: { "max": 3 }                 the rule's options, where they are not the defaults
 *     deployed: { "partitions": {} }        what runs already, where the rule compares with that
 *     context Ordering {
 *       event CreateOrder {}
 *             ^^^^^^^^^^^ 'OrderCreated'     just this is found under the line above; what follows must be in the message
 *     }                                     (or, after `see `, in a related place that is on the marked characters)
 *     --- other.sluice                      another file of the same system
 *     --- fixed                             the first file after the first fix of the first finding
 *     --- fixed other.sluice                the same of another file
 *
 * A case without marks is one in which a careless rule would find something, and this one does not.
 */

/** One specification and what one rule is to find in it. */
export interface RuleCase {
    title: string;
    options: object;
    deployed?: Partial<DeployedFacts>;
    /** By name; the first is `flow.sluice`. */
    files: Map<string, string>;
    /** `name:line:from-to`, each with what its message holds. */
    findings: Mark[];
    related: Mark[];
    fixed: Map<string, string>;
}

interface Mark {
    place: string;
    text: string;
}

/** The cases of every rule that has some, by its id. */
export function readAllCases(folder: string): Map<string, RuleCase[]> {
    const found = new Map<string, RuleCase[]>();
    for (const group of readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory())) {
        for (const name of readdirSync(join(folder, group.name)).filter(file => file.endsWith('.cases'))) {
            found.set(`${group.name}/${name.slice(0, -'.cases'.length)}`, parseCases(readFileSync(join(folder, group.name, name), 'utf8')));
        }
    }
    return found;
}

/** Reads the text of a file of cases. */
export function parseCases(text: string): RuleCase[] {
    const [before = '', ...sections] = text.split(/^=== /m);
    if (before.trim() !== '') throw new Error(`Cases start with '=== ', not with '${before.trim().split('\n', 1)[0]}'.`);
    return sections.map(section => {
        const end = section.indexOf('\n');
        return parseCase(section.slice(0, end).trim(), section.slice(end + 1));
    });
}

function parseCase(title: string, body: string): RuleCase {
    const options = /^options: (.*)\n/.exec(body);
    const afterOptions = body.slice(options?.[0].length ?? 0);
    const deployed = /^deployed: (.*)\n/.exec(afterOptions);
    const parts = afterOptions.slice(deployed?.[0].length ?? 0).split(/^--- (.*)\n/m);
    const parsed: RuleCase = { title, options: options ? JSON.parse(options[1]!) as object : {}, files: new Map(), findings: [], related: [], fixed: new Map() };
    if (deployed) parsed.deployed = JSON.parse(deployed[1]!) as Partial<DeployedFacts>;
    addFile(parsed, 'flow.sluice', parts[0]!);
    for (let index = 1; index < parts.length; index += 2) {
        const [first, second] = parts[index]!.trim().split(' ');
        if (first === 'fixed') parsed.fixed.set(second ?? 'flow.sluice', parts[index + 1]!);
        else addFile(parsed, first!, parts[index + 1]!);
    }
    return parsed;
}

function addFile({ files, findings, related }: RuleCase, name: string, marked: string): void {
    const lines: string[] = [];
    for (const line of marked.split('\n')) {
        const mark = /^(\s*)(\^+)(?:\s+(see )?(.*?))?\s*$/.exec(line);
        if (!mark) {
            lines.push(line);
            continue;
        }
        const start = mark[1]!.length;
        (mark[3] ? related : findings).push({ place: toPlace(name, lines.length - 1, start, start + mark[2]!.length), text: mark[4] ?? '' });
    }
    files.set(name, lines.join('\n'));
}

function toPlace(name: string, line: number, start: number, end: number): string {
    return `${name}:${line + 1}:${start + 1}-${end + 1}`;
}

/** The examples of pages, so that they are read once. */
const examples = new Map<string, RuleCase>();

/** What one rule finds; one about suppressions needs the others to be suppressed. */
function findings(rule: Rule, model: FlowModel, texts: ReadonlyMap<string, string>, options: object, deployed: Partial<DeployedFacts> = {}): Diagnostic[] {
    if (rule.id.startsWith('suppression/')) return checkModel(model, texts, { rules: [...rules, rule] }).filter(({ code }) => code === rule.id);
    return checkModel(model, texts, { rules: [rule], deployed, settings: new RuleSettings('none', [{ settings: { [rule.id]: { level: rule.severity, options } } }]) });
}

/** What a case means; read once, however many rules look at it. */
const modelOf = oncePer(({ files }: RuleCase) => buildModel([...files].map(([name, text]) => ({ name, text }))));

/** What differs between what a rule finds in a case and what it should; empty where all is well. */
export async function judgeCase(rule: Rule, given: RuleCase): Promise<string[]> {
    const { model, diagnostics: language } = await modelOf(given);
    const problems = language.filter(({ code }) => code === 'syntax').map(({ message }) => `The case itself is at fault: ${message}`);
    const texts = new Map([...given.files].map(([name, text]) => [`file:///${name}`, text]));
    const found = findings(rule, model, texts, given.options, given.deployed);
    const expected = [...given.findings];
    for (const { code, message, origin } of found) {
        const place = placeOf(origin);
        const index = expected.findIndex(mark => mark.place === place && message.includes(mark.text));
        if (index >= 0 && code === rule.id) expected.splice(index, 1);
        else problems.push(`Found at ${place}, but not expected: ${code}: ${message}`);
    }
    for (const { place, text } of expected) problems.push(`Expected at ${place}, but not found${text === '' ? '' : `: '${text}'`}.`);
    for (const { place, text } of given.related) {
        if (!found.some(({ related }) => related.some(other => placeOf(other.origin) === place && other.message.includes(text)))) problems.push(`No related place at ${place} says '${text}'.`);
    }
    for (const { title, safe } of found.flatMap(({ fixes }) => fixes)) {
        if (rule.fix === undefined || (safe && rule.fix === 'unsafe')) problems.push(`The ${safe ? 'safe' : 'unsafe'} fix '${title}' is not announced by the rule's 'fix'.`);
    }
    if (given.fixed.size > 0) problems.push(...judgeFix(given, found[0]?.fixes[0]));
    return problems;
}

function judgeFix({ files, fixed }: RuleCase, fix: Fix | undefined): string[] {
    if (!fix) return ['The first finding has no fix.'];
    return [...files].flatMap(([name, text]) => {
        const actual = TextDocument.applyEdits(TextDocument.create('', 'sluice', 0, text), fix.edits.filter(({ uri }) => uri === `file:///${name}`));
        const expected = fixed.get(name) ?? text;
        return actual.trim() === expected.trim() ? [] : [`After the fix '${fix.title}', ${name} is\n${actual}`];
    });
}

function placeOf({ uri, range: { start, end } }: Diagnostic['origin']): string {
    return toPlace(uri.slice('file:///'.length), start.line, start.character, end.character);
}

/** The examples of a rule's page as cases: something is to be found in the wrong one, nothing in the right one. */
export async function judgeExamples(rule: Rule): Promise<string[]> {
    const problems: string[] = [];
    for (const [name, text] of [['bad', rule.bad], ['good', rule.good]] as const) {
        if (text === '') continue;
        let example = examples.get(text);
        if (!example) examples.set(text, example = { title: name, options: {}, files: new Map([['flow.sluice', text]]), findings: [], related: [], fixed: new Map() });
        const { model } = await modelOf(example);
        const found = findings(rule, model, new Map([['file:///flow.sluice', text]]), rule.options?.forExample ?? {}, rule.deployedInExamples).filter(({ code }) => code === rule.id);
        if ((found.length > 0) !== (name === 'bad')) problems.push(`The ${name} example has ${found.length} findings.`);
    }
    return problems;
}
