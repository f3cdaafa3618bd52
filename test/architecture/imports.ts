import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds `src`. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** One import of one file; paths from the project's root, with `/`. */
export interface Import {
    readonly file: string;
    readonly line: number;
    readonly specifier: string;
    /** The file that a relative import leads to. */
    readonly target?: string;
}

/** Static imports and re-exports at the start of a line, and dynamic imports and type queries anywhere. */
const statements = [/^(?:import|export)\b[^;'"`]*?\bfrom\s*['"]([^'"]+)['"]/gm, /^import\s*['"]([^'"]+)['"]/gm, /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g];

/** All imports in the TypeScript files of a folder, types included. */
export function findImports(folder: string): Import[] {
    const files = readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name));
    return files.sort().flatMap((path) => importsOf(path, readFileSync(path, 'utf8')));
}

/** The imports that a text has as the file at that path. What a generator writes about files that do not exist is none. */
export function importsOf(path: string, text: string): Import[] {
    return statements.flatMap((statement) => [...text.matchAll(statement)].flatMap((match): Import[] => {
        const specifier = match[1]!;
        const place = { file: toName(path), line: text.slice(0, match.index).split('\n').length, specifier };
        if (!specifier.startsWith('.')) return specifier.includes('${') ? [] : [place];
        const target = resolve(dirname(path), specifier);
        const source = [target.replace(/\.js$/, '.ts'), target.replace(/\.js$/, '.tsx'), target].find((candidate) => existsSync(candidate));
        return source === undefined ? [] : [{ ...place, target: toName(source) }];
    }));
}

function toName(path: string): string {
    return relative(projectRoot, path).split(sep).join('/');
}
