import { BrokerError } from '../../broker.js';

/** Where a server is and how to sign in there. Printed or written as JSON, it shows no credentials. */
export class ServerAddress {
    readonly user: string | undefined;
    readonly password: string | undefined;
    readonly isEncrypted: boolean;
    /** `host:port`, one for each server. */
    readonly hosts: readonly string[];
    readonly path: string;
    readonly parameters: URLSearchParams;

    /** The first of the schemes is the plain one, the others are encrypted. */
    constructor(private readonly url: string, { schemes, port, broker }: { readonly schemes: readonly string[]; readonly port: number; readonly broker: string }) {
        const example = `${schemes[0]}://user:password@host:${port}`;
        // Several hosts in one URL are no URL to the parser.
        const [, scheme = '', credentials = '', hosts = '', rest = ''] = /^([a-z+]+):\/\/(?:([^/?#]*)@)?([^/?#@]*)(.*)$/.exec(url) ?? [];
        if (!schemes.includes(scheme) || hosts === '') throw new BrokerError('invalid-topology', `The address of ${broker} is none: expected ${example}${schemes.length > 1 ? `, or ${schemes.slice(1).join(', ')} instead of ${schemes[0]}` : ''}.`);
        const separator = credentials.indexOf(':');
        const user = separator < 0 ? credentials : credentials.slice(0, separator);
        this.user = user === '' ? undefined : decodeURIComponent(user);
        this.password = separator < 0 ? undefined : decodeURIComponent(credentials.slice(separator + 1));
        Object.defineProperty(this, 'password', { enumerable: false });
        Object.defineProperty(this, 'url', { enumerable: false });
        this.isEncrypted = schemes.indexOf(scheme) > 0;
        this.hosts = hosts.split(',').map(host => (/:\d+$/.test(host) ? host : `${host}:${port}`));
        const remaining = new URL(`address:${rest === '' ? '/' : rest}`);
        this.path = remaining.pathname.replace(/^\//, '');
        this.parameters = remaining.searchParams;
    }

    toString(): string {
        return this.hosts.join(', ');
    }

    /** A text without the credentials, whoever put them there. */
    strip(text: string): string {
        const secrets = [this.url, this.password, this.password === undefined ? undefined : encodeURIComponent(this.password)];
        return secrets.reduce<string>((stripped, secret) => (secret === undefined || secret === '' ? stripped : stripped.replaceAll(secret, '***')), text);
    }
}

/** The variable of the environment that says where a broker is: `SLUICE_WORK_QUEUES_URL` of one that the specification calls `workQueues`. */
export function addressVariable(broker: string): string {
    return `SLUICE_${broker.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_').toUpperCase()}_URL`;
}

/** The address of a broker: what was given, or what its variable in the environment says. Throws a `BrokerError` where there is neither. */
export function serverUrl(given: string | undefined, name: string): string {
    const variable = addressVariable(name);
    const { process } = globalThis as { readonly process?: { readonly env: Readonly<Record<string, string | undefined>> } };
    const url = given ?? process?.env[variable];
    if (url === undefined || url === '') throw new BrokerError('unavailable', `Nothing says where the broker '${name}' is: set ${variable}, or give its 'url'.`);
    return url;
}
