import picomatch from 'picomatch';

/**
 * A test for paths with `/` against globs (https://github.com/micromatch/picomatch#globbing-features). A glob that ends in
 * `/` means all that is in a folder; one that starts with `!` takes out what those before it let in.
 */
export function createGlobMatcher(globs: string[]): (path: string) => boolean {
    const steps = globs.map(glob => {
        const negated = glob.startsWith('!');
        return { negated, matches: toMatcher(negated ? glob.slice(1) : glob) };
    });
    // With nothing but exclusions, everything else is meant.
    const initially = steps.every(({ negated }) => negated);
    return path => steps.reduce((isIn, { negated, matches }) => (isIn === negated && matches(path) ? !negated : isIn), initially);
}

/** A test whether one of `globs` spells out the way into a folder, without wildcards: what is `below` it, or anything at all. */
export function createWayMatcher(globs: string[]): (folder: string, below?: string) => boolean {
    const ways = globs.filter(glob => !glob.startsWith('!')).flatMap(expandBraces).map(glob => {
        const spelled = picomatch.scan(toPath(glob)).base;
        return { folders: `${spelled}/`, matches: toMatcher(glob) };
    });
    return (folder, below) => ways.some(({ folders, matches }) => folders.startsWith(`${folder}/`) && (below === undefined || matches(below)));
}

/** `{a,b}/c` is `a/c` and `b/c`; braces may nest. */
function expandBraces(glob: string): string[] {
    const [whole, before = '', choices = '', after = ''] = /^(.*)\{([^{}]*)\}(.*)$/s.exec(glob) ?? [];
    return whole === undefined ? [glob] : choices.split(',').flatMap(choice => expandBraces(`${before}${choice}${after}`));
}

function toMatcher(glob: string): (path: string) => boolean {
    return picomatch(toPath(glob), { dot: true, nonegate: true });
}

function toPath(glob: string): string {
    return glob.replaceAll('\\', '/').replace(/^(\.\/)+/, '').replace(/\/$/, '/**');
}
