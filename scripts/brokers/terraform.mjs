import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Unavailable } from '../debian.mjs';
import { fetchModule } from './go.mjs';
import { run } from './processes.mjs';

const path = 'github.com/Mongey/terraform-provider-kafka';
const version = 'v0.13.1';

/**
 * The provider of Terraform for Kafka, as a function that makes what a configuration in JSON says at an address, and throws with what the provider
 * refuses. Compiled once and kept in `.cache`; throws `Unavailable` where that cannot be.
 */
export function openTerraform(folder) {
    const program = fileURLToPath(new URL(`../../.cache/terraform-provider-kafka-${version}/apply`, import.meta.url));
    if (!existsSync(program)) compile(program);
    return (text, address) => {
        const file = join(folder, 'topics.tf.json');
        writeFileSync(file, text);
        run(program, [file, address], { timeout: 240_000 });
    };
}

function compile(program) {
    const partial = `${dirname(program)}.${process.pid}`;
    mkdirSync(partial, { recursive: true });
    try {
        // In a copy of the provider's own module, all that it needs is known by its exact version.
        const cache = join(partial, 'modules');
        const sources = join(partial, 'sources');
        cpSync(fetchModule(path, version, cache), sources, { recursive: true });
        const main = join(sources, 'apply');
        mkdirSync(main);
        cpSync(fileURLToPath(new URL('terraform.go', import.meta.url)), join(main, 'main.go'));
        run('go', ['build', '-modcacherw', '-o', join(partial, 'apply'), './apply'], { cwd: sources, env: { ...process.env, GOMODCACHE: cache, GOFLAGS: '-buildvcs=false' }, timeout: 900_000 });
        for (const made of [cache, sources]) rmSync(made, { recursive: true, force: true });
        renameSync(partial, dirname(program));
    } catch (error) {
        if (error instanceof Unavailable) throw error;
        throw new Unavailable(`The provider of Terraform for Kafka could not be fetched and compiled. ${error.message}`);
    } finally {
        rmSync(partial, { recursive: true, force: true });
    }
}
