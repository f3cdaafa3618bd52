/** The places that `scripts/build.mjs` writes the package's version and homepage into. */
declare const SLUICE_VERSION: string;
declare const SLUICE_HOMEPAGE: string;

/** The version of the tool. */
export const version = typeof SLUICE_VERSION === 'string' ? SLUICE_VERSION : '0.0.0-development';

/** The address of the project. */
export const product = typeof SLUICE_HOMEPAGE === 'string' ? SLUICE_HOMEPAGE : 'https://github.com/sluice-lang/sluice';

/** The address of a code's page in the project's documentation. */
export function pageOf(code: string): string {
    return `${product}/blob/main/docs/rules/${code}.md`;
}
