/** The place that `scripts/build.mjs` writes the package's version into. */
declare const SLUICE_VERSION: string;

/** The version of the tool. */
export const version = typeof SLUICE_VERSION === 'string' ? SLUICE_VERSION : '0.0.0-development';

/** Where the page of a code is, below the project's documentation. */
export function pageOf(code: string): string {
    return `docs/rules/${code}.md`;
}
