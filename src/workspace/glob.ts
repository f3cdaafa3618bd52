import picomatch from 'picomatch';

/**
 * A test for paths with `/` against globs (https://github.com/micromatch/picomatch#globbing-features). A glob that ends in
 * `/` means all that is in a folder; one that starts with `!` takes out what those before it let in.
 */
export function createGlobMatcher(globs: string[]): (path: string) => boolean {
    const steps = globs.map(glob => {
        const negated = glob.startsWith('!');
        const pattern = (negated ? glob.slice(1) : glob).replaceAll('\\', '/').replace(/^(\.\/)+/, '').replace(/\/$/, '/**');
        return { negated, matches: picomatch(pattern, { dot: true, nonegate: true }) };
    });
    // With nothing but exclusions, everything else is meant.
    const initially = steps.every(({ negated }) => negated);
    return path => steps.reduce((isIn, { negated, matches }) => (isIn === negated && matches(path) ? !negated : isIn), initially);
}
