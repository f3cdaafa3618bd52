import { SluiceError } from '../../model/sluice-error.js';
import { explainRule, listRules } from '../../rules/explain.js';
import type { RulePage } from '../../rules/rule.js';
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
    return pages.map(({ id, severity, summary }) => {
        const [first = '', ...rest] = wrap(summary, Math.max(width - column - 9, 30));
        const indent = ' '.repeat(column + 9);
        return `${colors.bold(id)}${' '.repeat(column - id.length)}${colors.dim(severity.padEnd(9))}${[first, ...rest.map(line => indent + line)].join('\n')}\n`;
    }).join('');
}

function writePage({ id, severity, summary, reason, bad, good, deployedInExamples }: RulePage, { colors, width }: Terminal): string {
    const example = (title: string, text: string) => (text.trim() === '' ? [] : ['', title, ...text.trimEnd().split('\n').map(line => `    ${line}`)]);
    const room = Math.min(width, 100);
    return `${[
        `${colors.bold(id)} ${colors.dim(severity)}`, '',
        ...wrap(summary, room), '',
        ...wrap(reason, room),
        ...example('Where this runs already:', deployedInExamples ? JSON.stringify(deployedInExamples, undefined, 2) : ''),
        ...example(colors.red('Wrong:'), bad),
        ...example(colors.green('Right:'), good),
    ].join('\n')}\n`;
}
