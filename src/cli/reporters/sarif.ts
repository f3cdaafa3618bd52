import type { Origin } from '../../model/flow-model.js';
import { listRules } from '../../rules/explain.js';
import type { RulePage } from '../../rules/rule.js';
import { pageOf, product, version } from '../../workspace/product.js';
import type { CheckReport } from './report.js';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), with what code scanning asks for
 * (https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
 */
export function reportSarif(report: CheckReport): string {
    const codes = [...new Set(report.diagnostics.map(({ code }) => code))].sort();
    const pages = new Map(listRules().map(page => [page.id, page]));
    const location = ({ uri, range: { start, end } }: Origin) => ({
        physicalLocation: {
            artifactLocation: { uri: report.fileOf(uri).split('/').map(encodeURIComponent).join('/'), uriBaseId: 'ROOT' },
            region: { startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 },
        },
    });
    return `${JSON.stringify({
        $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
        version: '2.1.0',
        runs: [{
            tool: { driver: { name: 'Sluice', semanticVersion: version, informationUri: product, rules: codes.map(code => describeRule(code, pages.get(code))) } },
            originalUriBaseIds: { ROOT: { description: { text: "The folder of the system's configuration." } } },
            columnKind: 'utf16CodeUnits',
            results: report.diagnostics.map(({ code, severity, message, origin, related, fingerprint }) => ({
                ruleId: code,
                ruleIndex: codes.indexOf(code),
                level: levels[severity],
                message: { text: message },
                locations: [location(origin)],
                partialFingerprints: { primaryLocationLineHash: fingerprint },
                ...(related.length > 0 && { relatedLocations: related.map((other, id) => ({ id, ...location(other.origin), message: { text: other.message } })) }),
            })),
        }],
    }, undefined, 2)}\n`;
}

function describeRule(id: string, page: RulePage | undefined) {
    if (!page) return { id, helpUri: pageOf(id) };
    const example = (title: string, text: string) => (text === '' ? '' : `\n\n**${title}**\n\n\`\`\`\n${text.trimEnd()}\n\`\`\``);
    return {
        id,
        name: id.replaceAll(/(?:^|[/-])(.)/g, (_, letter: string) => letter.toUpperCase()),
        shortDescription: { text: page.summary },
        fullDescription: { text: page.reason },
        help: {
            text: `${page.summary} ${page.reason} See 'sluice explain ${id}'.`,
            markdown: `${page.summary} ${page.reason}${example('Wrong', page.bad)}${example('Right', page.good)}\n\n[More about ${id}](${pageOf(id)})`,
        },
        helpUri: pageOf(id),
        defaultConfiguration: { level: levels[page.severity] },
        properties: { tags: ['messaging', ...(id.includes('/') ? [id.slice(0, id.indexOf('/'))] : [])] },
    };
}
