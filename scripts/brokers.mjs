// Holds the generated resources of Kubernetes against the definitions that are published for them (`kubernetes`); loads the generated configuration into
// real brokers and compares what they have then, and runs every behaviour of brokers on those that generated programs can run on; then whole programs
// (`programs`): on several brokers at once, and with just their own rights; and a few rounds of load in which something breaks (`rounds`):
// `node scripts/brokers.mjs [KIND…] [--write]`. `--write` writes the table of docs/brokers.md.
// What is missing is installed where that is possible, otherwise passed over by name. The last line sums up.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSystems } from './brokers/systems.mjs';
import { endAll } from './brokers/processes.mjs';
import { Report } from './brokers/report.mjs';
import { writeTable } from './brokers/write-table.mjs';

const servers = ['redis', 'nats', 'rabbitmq', 'kafka'];
const kinds = ['kubernetes', ...servers, 'programs', 'rounds'];
const chosen = process.argv.slice(2).filter(word => word !== '--write');
const writes = process.argv.includes('--write');
const unknown = chosen.filter(kind => !kinds.includes(kind));
if (unknown.length > 0) {
    console.error(`There is no broker '${unknown[0]}'. There are: ${kinds.join(', ')}.`);
    process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'sluice-brokers-'));
const report = new Report();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
        void endAll().finally(() => process.exit(2));
    });
}

const systemsOf = await loadSystems();
const results = new Map();
for (const kind of kinds.filter(kind => chosen.length === 0 || chosen.includes(kind))) {
    const started = Date.now();
    const { check } = await import(`./brokers/${kind}.mjs`);
    await report.section(kind, async section => {
        const behaviours = await check({ systems: servers.includes(kind) ? await systemsOf(kind) : [], folder: join(scratch, kind), section, systemsOf });
        if (behaviours !== undefined) results.set(kind, behaviours);
    });
    await endAll();
    console.log(`   ${kind}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
if (writes) await writeTable(results);
rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
console.log(report.summary());
process.exit(report.failed > 0 ? 1 : 0);
