import { commands, type Disposable } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { Location, Position } from 'vscode-languageserver-types';

/** What a lens on a message does: shows the places that it counts, which the server gives as the protocol spells them. */
export function registerShowReferences(client: BaseLanguageClient): Disposable {
    return commands.registerCommand('sluice.showReferences', async (uri: string, position: Position, locations: Location[]) => {
        const { protocol2CodeConverter: converter } = client;
        await commands.executeCommand('editor.action.showReferences', converter.asUri(uri), converter.asPosition(position), locations.map(location => converter.asLocation(location)));
    });
}
