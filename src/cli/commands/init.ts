import { basename, join, relative, resolve } from 'node:path';
import { SluiceError } from '../../model/sluice-error.js';
import { slashed } from '../../workspace/find-files.js';
import { nodeFileSystem } from '../../workspace/node-file-system.js';
import { readPackedFiles } from '../../workspace/packed-files.js';
import { replaceFiles } from '../../workspace/write-files.js';
import { emptyTemplate } from '../init/empty-template.js';
import { projectFiles } from '../init/project-files.js';
import { version } from '../../workspace/product.js';
import type { Terminal } from '../terminal.js';

/** `sluice init`: writes a project into a folder in which none of its files is there yet; all of it, or nothing. */
export async function init(dir: string, { template }: { template: string }, { out, colors }: Terminal): Promise<number> {
    const folder = resolve(dir);
    const files = await readTemplate(template);
    const { generate } = JSON.parse(files.get('sluice.config.json') ?? '{}') as { generate?: { out?: string; handlers?: string } };
    const { out: generated = 'src/generated', handlers = 'src/handlers' } = generate ?? {};
    for (const [path, text] of projectFiles({ name: basename(folder), version, out: generated, handlers, specifications: [...files].filter(([path]) => path.endsWith('.sluice')).map(([, text]) => text) })) files.set(path, text);
    const paths = [...files.keys()].sort();
    await refuseToOverwrite(folder, paths);
    await replaceFiles(paths.map(path => ({ path: join(folder, path), shown: path, text: files.get(path)! })), nodeFileSystem);
    for (const path of paths) out(`${colors.green('written')} ${path}\n`);
    const way = slashed(relative(process.cwd(), folder));
    out(`\nNext: ${way === '' ? '' : `cd ${way}, then `}'sluice check', 'sluice test', 'sluice run' and 'sluice generate'.\n`);
    return 0;
}

async function readTemplate(template: string): Promise<Map<string, string>> {
    if (template === 'empty') return new Map(emptyTemplate);
    const prefix = `${template}/`;
    const files = new Map<string, string>();
    for (const [path, text] of await readPackedFiles(['templates', 'examples'], `${template}/sluice.config.json`)) {
        const name = path.slice(prefix.length);
        // An example that was generated in place has more in it than its author wrote.
        if (path.startsWith(prefix) && !/^(generated|handlers|node_modules|dist)\/|^package(-lock)?\.json$|^tsconfig(\.test)?\.json$/.test(name)) files.set(name, text);
    }
    const readme = files.get('README.md');
    if (readme !== undefined) files.set('README.md', readme.replaceAll(` examples/${template}`, ''));
    return files;
}

async function refuseToOverwrite(folder: string, paths: string[]): Promise<void> {
    const kind = await nodeFileSystem.kindOf(folder);
    if (kind !== undefined && kind !== 'folder') throw new SluiceError(`'${folder}' is not a folder.`, { hint: 'Give the folder of the new project.' });
    const present: string[] = [];
    for (const path of paths) if (await nodeFileSystem.kindOf(join(folder, path)) !== undefined) present.push(path);
    if (present.length > 0) {
        throw new SluiceError(`There is already ${present.map(path => `'${path}'`).join(', ')} in '${folder}', and nothing was written.`, {
            hint: "Start in an empty folder: 'sluice init my-system'.",
        });
    }
}
