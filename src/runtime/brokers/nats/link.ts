import { connect, NoRespondersError, PermissionViolationError, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { BrokerError } from '../../broker.js';
import { failureReason } from '../../failure-reason.js';
import { takeTurn } from '../../scheduler.js';
import type { ServerAddress } from '../shared/server-address.js';
import { encodeToken } from '../shared/tokens.js';
import { pause, reconnectDelay } from '../shared/waiting.js';

/** The oldest server on which all that is used here was seen to work. */
const oldest = [2, 9] as const;
/** How long a request to the server may take, in milliseconds. */
const requestTimeout = 5000;

/** What JetStream is told of a message, as text or as its bytes (https://docs.nats.io/reference/reference-protocols/nats_api_reference). */
export type Verdict = string | Uint8Array;

/** One connection to NATS that comes back by itself, and what goes over it beside messages. */
export class NatsLink {
    private open: NatsConnection | undefined;
    private connected = false;
    private readonly backListeners = new Set<() => void>();
    private readonly lostListeners = new Set<() => void>();
    private readonly refusalListeners = new Set<(subject: string) => void>();
    /** What was settled in this turn: said together, because the client writes once for what it is given at once. */
    private readonly unsaid: [reply: string, verdict: Verdict][] = [];
    /** What was settled and has perhaps not reached the server: said again after a break. */
    private settlements = new Map<string, Verdict>();
    private flushing = false;
    /** To come back, since the connection was there last. */
    private attempts = 0;

    constructor(
        private readonly address: ServerAddress,
        private readonly options: { readonly name: string; readonly connectTimeout: number },
    ) {}

    get connection(): NatsConnection {
        if (this.open === undefined) throw new BrokerError('unavailable', 'There is no connection to NATS yet.');
        return this.open;
    }

    get isConnected(): boolean {
        return this.connected;
    }

    /** What the names of places for replies begin with: each user may have those of its own alone. */
    get inboxes(): string {
        const { user, password } = this.address;
        return user === undefined || password === undefined ? '_INBOX' : `_INBOX.${encodeToken(user)}`;
    }

    /** Tries until the time for connecting is over. */
    async connect(): Promise<void> {
        const deadline = Date.now() + this.options.connectTimeout;
        for (let attempt = 1; this.open === undefined; attempt++) {
            try {
                this.open = await this.tryToConnect();
            } catch (error) {
                const reason = this.address.strip(failureReason(error));
                if (/authorization|permissions/i.test(reason)) throw new BrokerError('unavailable', `NATS at ${String(this.address)} does not let this program in: ${reason}. Check the user and the password in its URL.`);
                if (/certificate|self-signed/i.test(reason)) throw new BrokerError('unavailable', `The certificate of NATS at ${String(this.address)} is not trusted: ${reason}. Name the authority that signed it in the URL: ?ca=FILE.`);
                if (Date.now() > deadline) throw new BrokerError('unavailable', `There is no NATS at ${String(this.address)}: ${reason}.`);
                await pause(reconnectDelay(attempt, { most: 1000 }));
            }
        }
        this.connected = true;
        void this.followStatus(this.open);
        await this.assertSuitable();
    }

    /** Calls back whenever the connection is there again; the function that is given back ends that. */
    onBack(listener: () => void): () => void {
        this.backListeners.add(listener);
        return () => void this.backListeners.delete(listener);
    }

    onLost(listener: () => void): () => void {
        this.lostListeners.add(listener);
        return () => void this.lostListeners.delete(listener);
    }

    /** Calls back with each subject that the user of this program must not publish to, when it has been tried. */
    onRefused(listener: (subject: string) => void): () => void {
        this.refusalListeners.add(listener);
        return () => void this.refusalListeners.delete(listener);
    }

    /** What to say where a subject is refused. */
    refusalOf(subject: string): BrokerError {
        return new BrokerError('unsupported', `NATS at ${String(this.address)} does not let '${this.address.user ?? 'this program'}' publish to '${subject}'. Give the user what the generated users.conf says, and apply the generated configuration first.`);
    }

    /** Asks JetStream's API and gives its answer, undefined where there is no such stream or consumer; tries again over breaks. */
    async ask(subject: string, body: object = {}): Promise<Record<string, unknown> | undefined> {
        const deadline = Date.now() + this.options.connectTimeout;
        for (let attempt = 1; ; attempt++) {
            try {
                const answer = (await this.request(`$JS.API.${subject}`, JSON.stringify(body), requestTimeout)).json<{ error?: { code: number; description: string } }>();
                if (answer.error === undefined) return answer;
                if (answer.error.code === 404) return undefined;
                throw new BrokerError('invalid-topology', `NATS refuses ${subject}: ${answer.error.description}.`);
            } catch (error) {
                if (error instanceof BrokerError && (error.code === 'invalid-topology' || error.code === 'unsupported')) throw error;
                if (Date.now() > deadline) throw new BrokerError('unavailable', `NATS at ${String(this.address)} does not answer ${subject}: ${this.address.strip(failureReason(error))}.`);
                await pause(reconnectDelay(attempt, { most: 500 }));
            }
        }
    }

    /** A request that fails at once when the connection breaks, or when it is not there within the time. */
    async request(subject: string, text: string, timeout: number): Promise<Msg> {
        await this.whenConnected(timeout);
        let end = (): void => {};
        const lost = new Promise<never>((_, reject) => {
            end = this.onLost(() => reject(new BrokerError('unavailable', 'The connection to NATS broke.')));
        });
        try {
            return await Promise.race([this.connection.request(subject, text, { timeout }), lost]);
        } catch (error) {
            if (error instanceof Error && error.cause instanceof NoRespondersError) throw error.cause;
            if (error instanceof PermissionViolationError || (error instanceof Error && error.cause instanceof PermissionViolationError)) throw this.refusalOf(subject);
            throw error;
        } finally {
            end();
        }
    }

    private whenConnected(timeout: number): Promise<void> {
        if (this.connected) return Promise.resolve();
        return new Promise((resolve, reject) => {
            const end = this.onBack(() => {
                clearTimeout(timer);
                end();
                resolve();
            });
            const timer = setTimeout(() => {
                end();
                reject(new BrokerError('unavailable', `There is no connection to NATS at ${String(this.address)}.`));
            }, timeout);
        });
    }

    /** Tells JetStream what became of a message; after a break once more, which changes nothing where it was heard. */
    settle(reply: string, verdict: Verdict): void {
        this.unsaid.push([reply, verdict]);
        if (this.unsaid.length === 1) takeTurn(() => this.saySettlements());
    }

    private saySettlements(): void {
        for (const [reply, verdict] of this.unsaid.splice(0)) {
            this.settlements.set(reply, verdict);
            this.tell(reply, verdict);
        }
        if (this.settlements.size > 0 && !this.flushing) void this.flush();
    }

    tell(reply: string, text: Verdict): void {
        if (!this.connected) return;
        try {
            this.connection.publish(reply, text);
        } catch {
            // The connection is closed for good: the message is given out again to others.
        }
    }

    async close(): Promise<void> {
        const { open } = this;
        if (open === undefined) return;
        this.saySettlements();
        if (this.connected) {
            // A wait that nobody ends would keep the program from ending.
            const flushed = new AbortController();
            await Promise.race([open.flush().catch(() => undefined), pause(2000, flushed.signal)]);
            flushed.abort();
        }
        await open.close();
    }

    private tryToConnect(): Promise<NatsConnection> {
        const { user, password, isEncrypted, hosts, parameters } = this.address;
        const file = (name: string): string | undefined => parameters.get(name) ?? undefined;
        const [caFile, certFile, keyFile] = [file('ca'), file('cert'), file('key')];
        return connect({
            servers: [...hosts],
            name: this.options.name,
            inboxPrefix: this.inboxes,
            ...(user !== undefined && password !== undefined && { user, pass: password }),
            // A single word before the @ is a token, as in other clients.
            ...(user !== undefined && password === undefined && { token: user }),
            tls: isEncrypted ? { ...(caFile !== undefined && { caFile }), ...(certFile !== undefined && { certFile }), ...(keyFile !== undefined && { keyFile }) } : null,
            timeout: Math.min(5000, this.options.connectTimeout),
            maxReconnectAttempts: -1,
            reconnectTimeWait: 0,
            // Asked more often than there are attempts.
            reconnectDelayHandler: () => reconnectDelay(Math.max(1, this.attempts), { most: 2000 }),
            pingInterval: 5000,
            maxPingOut: 2,
            noAsyncTraces: true,
        });
    }

    private async followStatus(connection: NatsConnection): Promise<void> {
        for await (const status of connection.status()) {
            const { type } = status;
            if (type === 'error' && status.error instanceof PermissionViolationError && status.error.operation === 'publish') {
                for (const listener of [...this.refusalListeners]) listener(status.error.subject);
            } else if (type === 'disconnect') {
                this.connected = false;
                for (const listener of [...this.lostListeners]) listener();
            } else if (type === 'reconnecting') {
                this.attempts++;
            } else if (type === 'reconnect') {
                this.attempts = 0;
                this.connected = true;
                for (const [reply, verdict] of this.settlements) this.tell(reply, verdict);
                for (const listener of [...this.backListeners]) listener();
            }
        }
        this.connected = false;
    }

    /** Forgets settlements once the server has answered to what came after them. */
    private async flush(): Promise<void> {
        this.flushing = true;
        while (this.settlements.size > 0 && !this.connection.isClosed()) {
            await pause(200);
            const sent = this.settlements;
            this.settlements = new Map();
            let heard = false;
            if (this.connected) {
                let end = (): void => {};
                const lost = new Promise<boolean>(resolve => {
                    end = this.onLost(() => resolve(false));
                });
                heard = await Promise.race([this.connection.flush().then(() => true, () => false), lost]);
                end();
            }
            if (!heard) this.settlements = new Map([...sent, ...this.settlements]);
            // What was settled while the connection came back was not said again then.
            if (!heard && this.connected) for (const [reply, verdict] of this.settlements) this.tell(reply, verdict);
        }
        this.flushing = false;
    }

    private async assertSuitable(): Promise<void> {
        const { version = '0', jetstream = false } = this.connection.info ?? {};
        const [major = 0, minor = 0] = version.split('.').map(part => Number.parseInt(part, 10));
        if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) throw new BrokerError('unsupported', `NATS at ${String(this.address)} is of version ${version}: ${oldest.join('.')} or later is needed.`);
        const off = (): BrokerError => new BrokerError('unsupported', `NATS at ${String(this.address)} has no JetStream for this user: start the server with -js, and enable JetStream for the account.`);
        if (!jetstream) throw off();
        try {
            await this.request('$JS.API.INFO', '', requestTimeout);
        } catch (error) {
            if (error instanceof NoRespondersError) throw off();
        }
    }
}

