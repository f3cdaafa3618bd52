import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server on the loopback address, so that what lies between them can be broken. */
export class LoopbackProxy {
    private readonly pairs = new Set<readonly [Socket, Socket]>();
    private readonly server = createServer(client => this.join(client));
    private isBlocked = false;
    private isMuffled = false;

    constructor(private readonly target: number) {}

    /** Begins to listen and gives its port. */
    open(): Promise<number> {
        return new Promise((resolve, reject) => {
            this.server.once('error', reject).listen(0, '127.0.0.1', () => resolve((this.server.address() as AddressInfo).port));
        });
    }

    /** Cuts all connections; what was muffled is heard again on new ones. */
    cut(): void {
        this.isMuffled = false;
        for (const pair of this.pairs) for (const socket of pair) socket.destroy();
        this.pairs.clear();
    }

    /** Lets nothing through that the server says. */
    muffle(): void {
        this.isMuffled = true;
    }

    /** Cuts all connections and takes none, until the function is called that is given back. */
    block(): () => void {
        this.isBlocked = true;
        this.cut();
        return () => {
            this.isBlocked = false;
        };
    }

    /** Cuts everything for good. */
    close(): void {
        this.block();
        this.server.close();
    }

    private join(client: Socket): void {
        if (this.isBlocked) {
            client.destroy();
            return;
        }
        const server = connect({ port: this.target, host: '127.0.0.1', noDelay: true });
        client.setNoDelay(true);
        const pair = [client, server] as const;
        this.pairs.add(pair);
        client.on('data', data => server.write(data));
        server.on('data', data => {
            if (!this.isMuffled) client.write(data);
        });
        for (const socket of pair) {
            socket.on('error', () => {});
            socket.on('close', () => {
                for (const other of pair) other.destroy();
                this.pairs.delete(pair);
            });
        }
    }
}
