import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Gives for a kind of broker the systems that use it, first the one with every clause: `{ name, files }`, where `files` maps
 * the path of each generated file to its text.
 */
export async function loadSystems() {
    const outfile = join(root, '.cache/brokers/configuration.mjs');
    mkdirSync(dirname(outfile), { recursive: true });
    await build({
        entryPoints: [join(root, 'test/brokers/configuration.ts')], outfile,
        bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'warning',
    });
    const { configurationOf } = await import(pathToFileURL(outfile).href);
    const everyClause = readFileSync(join(root, 'test/brokers/every-clause.sluice'), 'utf8');
    // Antipatterns are what a broker refuses.
    const examples = readdirSync(join(root, 'examples'), { withFileTypes: true }).filter(entry => entry.isDirectory() && entry.name !== 'antipatterns').map(({ name }) => name).sort();
    const filesOf = async (kind, texts) => Object.fromEntries((await configurationOf(kind, texts)).map(({ path, text }) => [path.replace(`config/${kind}/`, ''), text]));
    const systemsOf = async kind => {
        const systems = [{ name: 'every clause', texts: [everyClause.replace(/^broker main KIND$/m, `broker main ${kind}`)] }];
        for (const name of examples) systems.push({ name, texts: specificationsIn(join(root, 'examples', name)) });
        const configured = [];
        for (const { name, texts } of systems) {
            const files = await filesOf(kind, texts);
            if (Object.keys(files).length > 0) configured.push({ name, files });
        }
        return configured;
    };
    /** The files of an example whose brokers are all of one kind, each broker's in a folder of its own. */
    systemsOf.allOn = (kind, name) => filesOf(kind, specificationsIn(join(root, 'examples', name)).map(text => text.replace(/^broker (\w+) \w+/gm, `broker $1 ${kind}`)));
    return systemsOf;
}

function specificationsIn(folder) {
    return readdirSync(folder, { recursive: true }).map(String).filter(path => path.endsWith('.sluice')).sort().map(path => readFileSync(join(folder, path), 'utf8'));
}
