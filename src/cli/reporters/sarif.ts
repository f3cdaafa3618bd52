import type { Origin } from '../../model/flow-model.js';
import { pageOf, version } from '../product.js';
import type { CheckReport } from './report.js';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

/** SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), for code scanning. */
export function reportSarif(report: CheckReport): string {
    const codes = [...new Set(report.diagnostics.map(({ code }) => code))].sort();
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
            tool: { driver: { name: 'Sluice', semanticVersion: version, rules: codes.map(id => ({ id, help: { text: `sluice explain ${id} (${pageOf(id)})` } })) } },
            columnKind: 'utf16CodeUnits',
            results: report.diagnostics.map(({ code, severity, message, origin, related }) => ({
                ruleId: code,
                ruleIndex: codes.indexOf(code),
                level: levels[severity],
                message: { text: message },
                locations: [location(origin)],
                ...(related.length > 0 && { relatedLocations: related.map((other, id) => ({ id, ...location(other.origin), message: { text: other.message } })) }),
            })),
        }],
    }, undefined, 2)}\n`;
}
