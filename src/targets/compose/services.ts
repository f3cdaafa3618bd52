import type { ConfigurationOptions } from '../brokers/output.js';
import type { GeneratedFile } from '../generated-file.js';

/** A service as the compose specification has it, as far as it is used here. */
export interface ComposeService {
    readonly image: string;
    readonly user?: string;
    readonly entrypoint?: readonly string[];
    readonly command?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly ports?: readonly string[];
    readonly volumes?: readonly string[];
    readonly healthcheck?: { readonly test: readonly string[]; readonly interval: string; readonly timeout: string; readonly retries: number; readonly start_period?: string };
    readonly depends_on?: Readonly<Record<string, { readonly condition: 'service_healthy' | 'service_completed_successfully' }>>;
    readonly restart?: string;
}

/** Which server it is. */
export interface ServiceOptions {
    /** What the service is called. */
    readonly service: string;
    /** How many of its kind come before it: each has ports of its own on this machine. */
    readonly index: number;
}

/** What one server adds to a compose file. */
export interface ComposeParts {
    readonly services: Readonly<Record<string, ComposeService>>;
    readonly volumes: Readonly<Record<string, null>>;
    /** Names of variables that have to be set. */
    readonly passwords: readonly string[];
    /** What the services are started with, beside the configuration that other targets write. */
    files(options: ConfigurationOptions): readonly GeneratedFile[];
}

/** The variables of the environment, which a compose file passes on, or says that they are missing. */
export function required(names: readonly string[]): Record<string, string> {
    return Object.fromEntries(names.map(name => [name, `\${${name}:?set it in .env}`]));
}

/** How often a server is asked whether it is there. */
export function askedBy(...test: readonly string[]): NonNullable<ComposeService['healthcheck']> {
    return { test: ['CMD', ...test], interval: '5s', timeout: '5s', retries: 24 };
}
