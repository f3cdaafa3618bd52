import { request as requestPlain } from 'node:http';
import { request as requestEncrypted } from 'node:https';
import { SluiceError } from '../../../model/sluice-error.js';
import { readCertificates } from '../../../runtime/brokers/shared/certificates.js';
import { failureReason } from '../../../runtime/failure-reason.js';
import { addressVariable, ServerAddress, serverUrl } from '../../../runtime/brokers/shared/server-address.js';
import { pause } from '../../../runtime/brokers/shared/waiting.js';

/** How long an answer may take, in milliseconds. */
const timeout = 15_000;
/** How long a question waits before it is asked again that the server failed to answer, in milliseconds: lists fail while others remove some of what is on them. */
const pauses = [100, 300, 900];
const ports = { plain: 15_672, encrypted: 15_671 };

/**
 * RabbitMQ's management interface (https://www.rabbitmq.com/docs/http-api-reference), for one virtual host. Its address is in
 * `SLUICE_<NAME>_MANAGEMENT_URL`, or follows from that of the broker: same host, user and password, at the interface's usual port.
 */
export class ManagementInterface {
    readonly virtualHost: string;
    private readonly address: ServerAddress;
    private readonly prefix: string;
    private readonly variable: string;

    constructor(broker: string, environment: NodeJS.ProcessEnv = process.env) {
        this.variable = addressVariable(broker).replace(/URL$/, 'MANAGEMENT_URL');
        const own = environment[this.variable];
        const ofBroker = own === undefined || environment[addressVariable(broker)] ? new ServerAddress(serverUrl(undefined, broker), { schemes: ['amqp', 'amqps'], port: 5672, broker: `'${broker}'` }) : undefined;
        this.virtualHost = ofBroker === undefined || ofBroker.path === '' ? '/' : decodeURIComponent(ofBroker.path);
        this.address = own === undefined || own === '' ? managementOf(ofBroker!, broker) : new ServerAddress(own, { schemes: ['http', 'https'], port: ports.plain, broker: `the management interface of '${broker}'` });
        this.prefix = own === undefined ? '' : this.address.path.replace(/\/$/, '');
    }

    toString(): string {
        return this.address.hosts[0]!;
    }

    /** Asks, and gives the answer; undefined where there is no such thing. Words of the path are encoded here. */
    async ask(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: readonly string[], body?: object): Promise<unknown> {
        const address = `${this.prefix === '' ? '' : `/${this.prefix}`}/api/${path.map(encodeURIComponent).join('/')}`;
        const { status, text } = method === 'GET' ? await this.read(address) : await this.send(method, address, body);
        if (status === 404 && isJson(text)) return undefined;
        if (status === 401) throw new SluiceError(`RabbitMQ at ${String(this)} does not let this user in.`, { hint: `Check the user and the password in ${this.variable}, or in the broker's own address. 'guest' may come from the server's own machine alone.` });
        const reason = reasonIn(text);
        if (status === 403 || /ACCESS_REFUSED|not authori[sz]ed/i.test(reason)) throw new SluiceError(`RabbitMQ at ${String(this)} does not allow this user ${method} ${path.join('/')}: ${reason}.`, { hint: "The user needs the tag 'administrator', and all permissions in the virtual host." });
        if (!isJson(text) && (status >= 300 || text !== '')) throw new SluiceError(`What answers at ${String(this)} is not RabbitMQ's management interface.`, { hint: `Say where it is: ${this.variable}=http://user:password@host:15672` });
        if (status >= 300) throw new SluiceError(`RabbitMQ refuses ${method} ${path.join('/')}: ${reason}.`, /exchange type/.test(reason) ? { hint: 'Enable its plugin: rabbitmq-plugins enable rabbitmq_consistent_hash_exchange' } : {});
        return text === '' ? undefined : JSON.parse(text);
    }

    /** A question may be asked again, where a change may have been made all the same. */
    private async read(path: string): Promise<{ status: number; text: string }> {
        for (const wait of pauses) {
            const answer = await this.send('GET', path, undefined);
            if (answer.status < 500) return answer;
            await pause(wait);
        }
        return await this.send('GET', path, undefined);
    }

    private send(method: string, path: string, body: object | undefined): Promise<{ status: number; text: string }> {
        const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(this.address.hosts[0]!) ?? [];
        const { user = 'guest', password = 'guest', isEncrypted } = this.address;
        const content = body === undefined ? '' : JSON.stringify(body);
        const options = {
            host: host.replace(/^\[|\]$/g, ''), port: Number(port), path, method, timeout, ...(isEncrypted && readCertificates(this.address)),
            headers: { 'authorization': `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) },
        };
        return new Promise((resolve, reject) => {
            const fail = (error: Error) => reject(new SluiceError(`There is no management interface of RabbitMQ at ${String(this)}: ${this.address.strip(failureReason(error))}.`, { hint: `Enable it ('rabbitmq-plugins enable rabbitmq_management'), or say where it is: ${this.variable}=http://user:password@host:15672` }));
            const request = (isEncrypted ? requestEncrypted : requestPlain)(options, response => {
                let text = '';
                response.setEncoding('utf8').on('data', chunk => (text += chunk)).on('end', () => resolve({ status: response.statusCode ?? 0, text })).on('error', fail);
            });
            request.on('timeout', () => request.destroy(new Error(`no answer within ${timeout / 1000} s`))).on('error', fail).end(content);
        });
    }
}

/** Host, user, password and certificates are the same. */
function managementOf(broker: ServerAddress, name: string): ServerAddress {
    const credentials = broker.user === undefined ? '' : `${encodeURIComponent(broker.user)}:${encodeURIComponent(broker.password ?? '')}@`;
    const host = broker.hosts[0]!.replace(/:\d+$/, '');
    const parameters = String(broker.parameters);
    const [scheme, port] = broker.isEncrypted ? ['https', ports.encrypted] : ['http', ports.plain];
    return new ServerAddress(`${scheme}://${credentials}${host}:${port}/${parameters === '' ? '' : `?${parameters}`}`, { schemes: ['http', 'https'], port, broker: `the management interface of '${name}'` });
}

/** RabbitMQ 3.10 writes some reasons as arrays of character codes. */
function reasonIn(text: string): string {
    try {
        const { reason, error } = JSON.parse(text) as { reason?: unknown; error?: unknown };
        const said = reason ?? error;
        if (Array.isArray(said) && said.every(code => Number.isInteger(code))) return String.fromCharCode(...said as number[]);
        return typeof said === 'string' ? said : JSON.stringify(said);
    } catch {
        return 'it says nothing more';
    }
}

function isJson(text: string): boolean {
    return /^\s*[[{"]/.test(text);
}
