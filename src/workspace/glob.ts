/**
 * A test for paths with `/` against globs: `*` and `?` stay inside a name, `**` goes through folders, `{a,b}` is one of
 * several. A glob that starts with `!` takes out what those before it let in.
 */
export function createGlobMatcher(globs: string[]): (path: string) => boolean {
    const steps = globs.map(glob => {
        const negated = glob.startsWith('!');
        return { negated, pattern: toPattern(negated ? glob.slice(1) : glob) };
    });
    // With nothing but exclusions, everything else is meant.
    const initially = steps.every(({ negated }) => negated);
    return path => steps.reduce((matches, { negated, pattern }) => (matches === negated && pattern.test(path) ? !negated : matches), initially);
}

/** A test whether one of `globs` spells out the way into a folder, without wildcards: what is `below` it, or anything at all. */
export function createWayMatcher(globs: string[]): (folder: string, below?: string) => boolean {
    const ways = globs.filter(glob => !glob.startsWith('!')).flatMap(expandBraces).map(glob => {
        const path = toPath(glob);
        const spelled = /^[^*?]*/.exec(path)![0];
        return { folders: spelled.slice(0, spelled.lastIndexOf('/') + 1), pattern: toPattern(glob) };
    });
    return (folder, below) => ways.some(({ folders, pattern }) => folders.startsWith(`${folder}/`) && (below === undefined || pattern.test(below)));
}

/** `{a,b}/c` is `a/c` and `b/c`; braces may nest. */
function expandBraces(glob: string): string[] {
    const [whole, before = '', choices = '', after = ''] = /^(.*)\{([^{}]*)\}(.*)$/s.exec(glob) ?? [];
    return whole === undefined ? [glob] : choices.split(',').flatMap(choice => expandBraces(`${before}${choice}${after}`));
}

function toPath(glob: string): string {
    return glob.replaceAll('\\', '/').replace(/^(\.\/)+/, '').replace(/\/$/, '/**');
}

function toPattern(glob: string): RegExp {
    const path = toPath(glob);
    let source = '';
    let braces = 0;
    for (let at = 0; at < path.length; at++) {
        const character = path[at]!;
        if (path.startsWith('**', at)) {
            // `a/**/b` also means `a/b`.
            const spansFolders = path[at + 2] === '/';
            source += spansFolders ? '(?:[^/]+/)*' : '.*';
            at += spansFolders ? 2 : 1;
        } else if (character === '*') source += '[^/]*';
        else if (character === '?') source += '[^/]';
        else if (character === '{' && path.includes('}', at)) {
            source += '(?:';
            braces++;
        } else if (character === '}' && braces > 0) {
            source += ')';
            braces--;
        } else if (character === ',' && braces > 0) source += '|';
        else source += character.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
    }
    return new RegExp(`^${source}${')'.repeat(braces)}$`, 'u');
}
