// Load on each server that programs can run on, with PostgreSQL behind the programs, while a program is killed, connections are cut or the server
// is started again at random: `node scripts/brokers/rounds.mjs [KIND…] [--rounds 20] [--seed S]`. `scripts/brokers.mjs` runs three rounds of it.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Unavailable } from '../debian.mjs';
import { startPostgres } from '../postgres/postgres-server.mjs';
import { runTests } from './contract.mjs';
import { endAll } from './processes.mjs';
import { Report } from './report.mjs';
import { starters, startServers } from './starters.mjs';

/** Runs the rounds on the kinds of servers that can be started here. */
export async function check({ folder, section, kinds = Object.keys(starters), rounds = 3, seed }) {
    // Its server is another user's where this one is root.
    chmodSync(dirname(folder), 0o755);
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    let postgres;
    try {
        postgres = (await startPostgres(join(folder, 'postgres'))).address;
    } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        console.log(`   rounds: not run: ${error.message}`);
        return;
    }
    const { started, close } = await startServers({ folder, purpose: 'rounds', kinds });
    const env = { SLUICE_STARTED_SERVERS: JSON.stringify(started), SLUICE_TEST_POSTGRES: postgres, SLUICE_ROUNDS: String(rounds), ...(seed !== undefined && { SLUICE_SEED: seed }) };
    try {
        await runTests(['test/brokers/rounds.contract.ts'], { env, folder, section });
    } finally {
        close();
    }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string', default: '20' }, seed: { type: 'string' } } });
    const rounds = Number(values.rounds);
    const unknown = positionals.find(kind => !(kind in starters));
    if (unknown !== undefined || !(Number.isInteger(rounds) && rounds > 0)) {
        console.error(unknown === undefined ? '--rounds takes a whole number from 1 on.' : `There is no broker '${unknown}'. There are: ${Object.keys(starters).join(', ')}.`);
        process.exit(2);
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void endAll().finally(() => process.exit(2)));
    const folder = mkdtempSync(join(tmpdir(), 'sluice-rounds-'));
    const report = new Report();
    await report.section('rounds', section => check({ folder: join(folder, 'servers'), section, rounds, ...(positionals.length > 0 && { kinds: positionals }), ...(values.seed !== undefined && { seed: values.seed }) }));
    await endAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    console.log(report.summary());
    process.exit(report.failed > 0 ? 1 : 0);
}
