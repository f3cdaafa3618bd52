/*
 * How long a program on PostgreSQL takes for many messages, a hundredth of them poison, while its handlers fail at random; and whether each of them is accounted for, with its effect
 * once in the database or its reason among the dead letters: `node scripts/measure/poison.mjs [--messages 100000]`. Opt-in, as it takes minutes.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { messages: { type: 'string', default: '100000' } } });
if (!(Number(values.messages) >= 1000)) {
    console.error(`--messages takes a number from 1000 on, not '${values.messages}'.`);
    process.exit(2);
}
const script = fileURLToPath(new URL('../postgres.mjs', import.meta.url));
const { status } = spawnSync(process.execPath, [script, 'poison'], { stdio: 'inherit', env: { ...process.env, SLUICE_POISON_MESSAGES: values.messages } });
process.exit(status ?? 1);
