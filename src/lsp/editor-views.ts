import { CodeLensRefreshRequest, DidChangeConfigurationNotification, type ClientCapabilities, type Connection } from 'vscode-languageserver';

/**
 * What an editor shows beside the text of files: it asks about the file that is typed in by itself, but lenses and hints of
 * others change with it, and hints may be switched off.
 */
export class EditorViews {
    private capabilities: ClientCapabilities = {};
    private shown: Promise<boolean> | undefined;

    constructor(
        private readonly connection: Connection,
        private readonly report: (error: unknown) => void,
    ) {}

    /** The editor is there, and this is what it can do. */
    start(capabilities: ClientCapabilities): void {
        this.capabilities = capabilities;
        if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration) {
            this.connection.client.register(DidChangeConfigurationNotification.type, { section: 'sluice' }).catch(this.report);
        }
    }

    /** Whether hints are wanted: `sluice.inlayHints.enabled`, on unless it is set to false. */
    async showsHints(): Promise<boolean> {
        if (!this.capabilities.workspace?.configuration) return true;
        this.shown ??= this.connection.workspace.getConfiguration('sluice.inlayHints.enabled').then(value => value !== false, () => true);
        return this.shown;
    }

    /** The settings may be others now. */
    forgetSettings(): void {
        this.shown = undefined;
        this.refresh();
    }

    /** A system has been judged anew: the editor is asked to look again. */
    refresh(): void {
        const { codeLens, inlayHint } = this.capabilities.workspace ?? {};
        if (codeLens?.refreshSupport) this.connection.sendRequest(CodeLensRefreshRequest.type).catch(this.report);
        if (inlayHint?.refreshSupport) this.connection.languages.inlayHint.refresh().catch(this.report);
    }
}
