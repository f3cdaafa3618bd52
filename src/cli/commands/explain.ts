import { SluiceError } from '../../model/sluice-error.js';
import { explainRule, listRules } from '../../rules/explain.js';
import type { RulePage } from '../../rules/rule.js';
import { pageOf } from '../../workspace/product.js';
import { wrap } from '../reporters/pretty.js';
import type { Terminal } from '../terminal.js';

/** `sluice explain`: a code's page, or one line for each code there is. */
export async function explain(id: string | undefined, { format }: { format: string }, terminal: Terminal): Promise<number> {
    if (id === undefined) {
        const pages = listRules();
        terminal.out(format === 'json' ? toJson(pages) : writeList(pages, terminal));
        return 0;
    }
    const found = explainRule(id);
    if ('suggestions' in found) {
        throw new SluiceError(`There is no rule '${id}'.`, {
            hint: found.suggestions.length > 0 ? `Did you mean ${found.suggestions.map(name => `'${name}'`).join(' or ')}?` : "'sluice explain' lists all rules.",
        });
    }
    terminal.out(format === 'json' ? toJson(found.page) : writePage(found.page, terminal));
    return 0;
}

function toJson(value: unknown): string {
    return `${JSON.stringify(value, undefined, 2)}\n`;
}

function writeList(pages: readonly RulePage[], { colors, width }: Terminal): string {
    const column = Math.max(...pages.map(({ id }) => id.length)) + 2;
    const head = (id: string, severity: string, set: string, fix: string) => `${colors.bold(id)}${' '.repeat(column - id.length)}${colors.dim(`${severity.padEnd(9)}${set.padEnd(13)}${fix.padEnd(8)}`)}`;
    const indent = column + 30;
    const lines = pages.map(({ id, severity, summary, set, fix }) => {
        const [first = '', ...rest] = wrap(summary, Math.max(width - indent, 30));
        return `${head(id, severity, set?.split('@')[0] ?? '', fix ?? '')}${[first, ...rest.map(line => ' '.repeat(indent) + line)].join('\n')}\n`;
    });
    return `${head('rule', 'severity', 'set', 'fix')}finds\n${lines.join('')}`;
}

function writePage({ id, severity, summary, reason, bad, good, since, set, whenToTurnOff, source, options, fix, deployedInExamples }: RulePage, { colors, width }: Terminal): string {
    const room = Math.min(width, 100);
    const example = (title: string, text: string) => (text.trim() === '' ? [] : ['', title, ...text.trimEnd().split('\n').map(line => `    ${line}`)]);
    const section = (title: string, lines: string[]) => (lines.length === 0 ? [] : ['', colors.bold(title), ...lines.flatMap(line => wrap(line, room - 4).map(part => `    ${part}`))]);
    const facts = [
        severity, ...(set ? [`in the set ${set}`] : []), ...(since === undefined ? [] : [`since ${since}`]),
        ...(fix === 'safe' ? ["'sluice check --fix' mends it"] : fix === 'unsafe' ? ["'sluice check --fix-unsafe' proposes a change to look at"] : []),
    ];
    return `${[
        `${colors.bold(id)}  ${colors.dim(facts.join(' · '))}`, '',
        ...wrap(summary, room), '',
        ...wrap(reason, room),
        ...example('Where this runs already:', deployedInExamples ? JSON.stringify(deployedInExamples, undefined, 2) : ''),
        ...example(colors.red('Wrong:'), bad),
        ...example(colors.green('Right:'), good),
        ...section('Options:', options ? Object.entries(options.properties as Record<string, { description: string; enum?: unknown[] }>).map(([name, property]) => `${name}: ${property.description}${property.enum ? ` One of ${property.enum.map(value => JSON.stringify(value)).join(', ')}.` : ''} Default: ${JSON.stringify((options.defaults as Record<string, unknown>)[name])}.`) : []),
        ...section('When to turn it off:', whenToTurnOff === undefined ? [] : [whenToTurnOff]),
        ...section('Source:', (source ?? []).map(({ title, url }) => (url === undefined ? title : `${title}: ${url}`))),
        '', colors.dim(pageOf(id)),
    ].join('\n')}\n`;
}
