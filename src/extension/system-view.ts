import { commands, EventEmitter, Range, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, window, type ExtensionContext, type TreeDataProvider } from 'vscode';
import type { ProblemCounts, SystemNode, SystemNodeKind, SystemTree } from '../lsp/system-tree.js';
import type { Systems } from './systems.js';

/** What a row shows: a system, or something in it. */
export type SystemRow = SystemTree | SystemNode;

const icons: Record<SystemNodeKind, string> = {
    context: 'package', group: 'list-tree', event: 'symbol-event', command: 'arrow-right', query: 'question', topic: 'broadcast', queue: 'inbox',
    service: 'server-process', aggregate: 'database', projection: 'table', process: 'git-merge', actor: 'person',
};

/** Shows the systems that are open as a tree; of a single one the contexts at once. Gives the tree's rows. */
export function showSystems(context: ExtensionContext, systems: Systems): TreeDataProvider<SystemRow> {
    const changed = new EventEmitter<void>();
    const provider: TreeDataProvider<SystemRow> = {
        onDidChangeTreeData: changed.event,
        getChildren: row => {
            if (row) return 'contexts' in row ? row.contexts : row.children;
            return systems.all.length === 1 ? systems.all[0]!.contexts : [...systems.all];
        },
        getTreeItem: toItem,
    };
    const view = window.createTreeView('sluice.system', { treeDataProvider: provider, showCollapseAll: true });
    const refresh = () => {
        const [first, ...others] = systems.all;
        view.description = first && others.length === 0 ? first.name : '';
        changed.fire();
        void commands.executeCommand('setContext', 'sluice.hasSystem', first !== undefined);
    };
    context.subscriptions.push(view, changed, systems.onDidChange(refresh), commands.registerCommand('sluice.refreshSystem', () => systems.refresh()));
    return provider;
}

function toItem(row: SystemRow): TreeItem {
    const children = 'contexts' in row ? row.contexts : row.children;
    const item = new TreeItem(row.name, children.length === 0 ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed);
    const problems = describeProblems(row.problems);
    const detail = 'contexts' in row ? row.ruleSet : row.detail;
    item.description = [detail, problems].filter(text => text !== undefined).join('  ·  ');
    item.iconPath = new ThemeIcon('contexts' in row ? 'type-hierarchy' : icons[row.kind], colorOf(row.problems));
    item.contextValue = 'contexts' in row ? 'system' : row.kind;
    if (!('contexts' in row) && row.location) {
        const { uri, range: { start, end } } = row.location;
        item.command = { command: 'vscode.open', title: 'Open', arguments: [Uri.parse(uri), { selection: new Range(start.line, start.character, end.line, end.character) }] };
    }
    return item;
}

function describeProblems({ errors, warnings }: ProblemCounts): string | undefined {
    const words = [errors > 0 ? `${errors} error${errors === 1 ? '' : 's'}` : '', warnings > 0 ? `${warnings} warning${warnings === 1 ? '' : 's'}` : ''].filter(Boolean);
    return words.length > 0 ? words.join(', ') : undefined;
}

function colorOf({ errors, warnings }: ProblemCounts): ThemeColor | undefined {
    if (errors > 0) return new ThemeColor('list.errorForeground');
    return warnings > 0 ? new ThemeColor('list.warningForeground') : undefined;
}
