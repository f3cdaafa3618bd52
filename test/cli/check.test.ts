import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { createFolder, readFolder, runCli } from '../support/run-cli.js';

const flow = `context Ordering {
  public event CreateOrder { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  service Shipping { on CreateOrder -> ShipOrder  handle ShipOrder }
}
`;
const other = `context Billing {
  service Invoices { on Ordering.CreateOrder }
}
`;
const folder = () => createFolder({ 'ordering.sluice': flow, 'billing.sluice': other });
const codes = (json: string) => (JSON.parse(json) as { diagnostics: { code: string; file: string }[] }).diagnostics.map(({ code, file }) => `${file} ${code}`);

describe('fixes', () => {
    it('that are safe are made, the others left', async () => {
        const path = folder();
        const { code, out } = await runCli(path, ['check', '--fix', '--format', 'json']);
        expect(code).toBe(1);
        expect(codes(out)).toEqual(['ordering.sluice naming/command-in-disguise']);
        expect(readFolder(path)).toEqual({ 'ordering.sluice': flow.replace('-> ShipOrder', '-> send ShipOrder'), 'billing.sluice': other });
    });

    it('that are unsafe are made when asked for, in every file', async () => {
        const path = folder();
        const { code, out } = await runCli(path, ['check', '--fix-unsafe', '--format', 'json']);
        expect([code, codes(out)]).toEqual([0, []]);
        expect(readFolder(path)).toEqual({
            'ordering.sluice': flow.replace('-> ShipOrder', '-> send ShipOrder').replaceAll('CreateOrder', 'OrderCreated'), 'billing.sluice': other.replace('CreateOrder', 'OrderCreated'),
        });
    });

    it('are shown as a diff that git applies, and nothing is written', async () => {
        const path = folder();
        const { code, out } = await runCli(path, ['check', '--fix-unsafe', '--fix-dry-run']);
        expect(code).toBe(1);
        expect(readFolder(path)).toEqual({ 'ordering.sluice': flow, 'billing.sluice': other });
        expect(out).toContain('+  public event OrderCreated { key orderId: uuid }');
        writeFileSync(join(path, 'fixes.patch'), out);
        execFileSync('git', ['apply', 'fixes.patch'], { cwd: path });
        expect((await runCli(path, ['check'])).code).toBe(0);
        expect(await runCli(path, ['check', '--fix-dry-run'])).toMatchObject({ code: 0, out: '' });
    });
});

describe('a baseline', () => {
    it('leaves out what was there, tells what is new, and only ever shrinks', async () => {
        const path = folder();
        const missing = await runCli(path, ['check', '--baseline', 'baseline.json']);
        expect([missing.code, missing.error]).toEqual([2, expect.stringContaining("There is no baseline 'baseline.json'")]);
        expect(await runCli(path, ['check', '--baseline', 'baseline.json', '--update-baseline'])).toMatchObject({ code: 0, error: expect.stringContaining('2 findings of today') });
        expect((await runCli(path, ['check', '--baseline', 'baseline.json'])).code).toBe(0);
        // Lines move, and something new is wrong: the old stays out, the new is told.
        writeFileSync(join(path, 'ordering.sluice'), `// A comment.\n\n${flow.replace('command ShipOrder', 'event OrderStatus {}\n    command   ShipOrder')}`);
        const changed = await runCli(path, ['check', '--baseline', 'baseline.json', '--format', 'json']);
        expect([changed.code, codes(changed.out)]).toEqual([1, ['ordering.sluice naming/past-tense']]);
        const updated = await runCli(path, ['check', '--baseline', 'baseline.json', '--update-baseline', '--format', 'json']);
        expect([updated.code, codes(updated.out)]).toEqual([1, ['ordering.sluice naming/past-tense']]);
        writeFileSync(join(path, 'ordering.sluice'), flow.replace('-> ShipOrder', '-> send ShipOrder'));
        expect((await runCli(path, ['check', '--baseline', 'baseline.json'])).error).toContain('1 finding of baseline.json is gone');
        await runCli(path, ['check', '--baseline', 'baseline.json', '--update-baseline']);
        writeFileSync(join(path, 'ordering.sluice'), flow);
        const back = await runCli(path, ['check', '--baseline', 'baseline.json', '--format', 'json']);
        expect([back.code, codes(back.out)]).toEqual([1, ['ordering.sluice language/publish-or-send']]);
    });

    it('is refused for a part of the system, and when it is something else', async () => {
        const path = folder();
        const part = await runCli(path, ['check', 'billing.sluice', '--baseline', 'baseline.json', '--update-baseline']);
        expect([part.code, part.error]).toEqual([2, expect.stringContaining('only a part of it was checked')]);
        writeFileSync(join(path, 'other.json'), '{ "version": 3 }');
        const wrong = await runCli(path, ['check', '--baseline', 'other.json']);
        expect([wrong.code, wrong.error]).toEqual([2, expect.stringContaining('This is not a baseline of Sluice')]);
        expect((await runCli(path, ['check', '--update-baseline'])).code).toBe(2);
    });
});

describe('reports', () => {
    it('SARIF: valid, with help and pages of the rules, and fingerprints that survive moved lines', async () => {
        const path = folder();
        const schema = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8')) as { $schema?: string; id?: string };
        delete schema.$schema;
        delete schema.id;
        const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
        const run = async () => {
            const { out } = await runCli(path, ['check', '--format', 'sarif']);
            const log = JSON.parse(out) as { runs: { tool: { driver: { rules: Record<string, unknown>[] } }; results: { ruleId: string; partialFingerprints: Record<string, string>; locations: { physicalLocation: { region: { startLine: number } } }[] }[] }[] };
            expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
            return log.runs[0]!;
        };
        expect(validate({ version: '2.1.0', runs: [{}] })).toBe(false);
        const before = await run();
        expect(before.results.map(({ ruleId }) => ruleId)).toEqual(['naming/command-in-disguise', 'language/publish-or-send']);
        for (const rule of before.tool.driver.rules) {
            expect(rule).toMatchObject({ helpUri: expect.stringMatching(/^https:\/\/.*\.md$/), help: { text: expect.any(String), markdown: expect.stringContaining('**Wrong**') }, shortDescription: { text: expect.any(String) } });
        }
        writeFileSync(join(path, 'ordering.sluice'), `// One line more.\n${flow}`);
        const after = await run();
        const prints = ({ results }: typeof after) => results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
        expect(prints(after)).toEqual(prints(before));
        expect(new Set(prints(before)).size).toBe(2);
        expect(after.results[0]!.locations[0]!.physicalLocation.region.startLine).toBe(before.results[0]!.locations[0]!.physicalLocation.region.startLine + 1);
    });

    it('GitHub: a workflow command a finding', async () => {
        const { out } = await runCli(folder(), ['check', '--format', 'github']);
        expect(out.trim().split('\n')).toEqual([
            expect.stringMatching(/^::error file=ordering\.sluice,line=2,col=16,endLine=2,endColumn=27,title=naming\/command-in-disguise::The event 'CreateOrder'/),
            expect.stringMatching(/^::error file=ordering\.sluice,line=4,col=40,endLine=4,endColumn=49,title=language\/publish-or-send::/),
        ]);
    });

    it('JUnit: a suite a file, a failure a finding', async () => {
        const { out } = await runCli(folder(), ['check', '--format', 'junit']);
        expect(out).toContain('<testsuites name="sluice check" tests="2" failures="2">');
        expect(out).toContain('<testsuite name="ordering.sluice" tests="2" failures="2">');
        expect(out).toContain('<testcase name="naming/command-in-disguise 2:16" classname="ordering.sluice" file="ordering.sluice" line="2"><failure type="error" message="The event &apos;CreateOrder&apos;'.replaceAll('&apos;', "'"));
    });

    it('pretty: the line with the place underlined, what has to do with it and the fix', async () => {
        const { out } = await runCli(folder(), ['check']);
        expect(out).toContain("ordering.sluice:2:16 error naming/command-in-disguise\n  The event 'CreateOrder' reads as a request");
        expect(out).toContain('  2 │   public event CreateOrder { key orderId: uuid }\n    │                ^^^^^^^^^^^\n');
        expect(out).toContain("  see ordering.sluice:3:11 'ShipOrder' is declared as a command\n");
        expect(out).toContain("  fix Rename to 'OrderCreated' everywhere ('sluice check --fix-unsafe' does it)");
        expect(out).toContain('2 files checked: 2 errors.');
    });

    it('timing: every rule, and all', async () => {
        const { code, error } = await runCli(folder(), ['check', '--timing']);
        expect(code).toBe(1);
        expect(error).toMatch(/^naming\/past-tense\s+\d+\.\d ms\s+\d+ %$/m);
        expect(error).toMatch(/^in all\s+\d+\.\d ms\s+100 %$/m);
    });
});

describe('explain', () => {
    it('tells of a rule what its page does', async () => {
        const { code, out } = await runCli(createFolder(), ['explain', 'naming/past-tense']);
        expect(code).toBe(0);
        for (const part of ['naming/past-tense', 'in the set recommended@1', 'Wrong:', 'event OrderCancellation', 'Right:', 'When to turn it off:', 'docs/rules/naming/past-tense.md']) expect(out).toContain(part);
    });

    it('lists all with severity, set and fix', async () => {
        const { out } = await runCli(createFolder(), ['explain']);
        expect(out).toMatch(/^language\/publish-or-send +error +recommended +safe +An outcome says/m);
    });
});
