import { MarkdownString, StatusBarAlignment, ThemeColor, window, type ExtensionContext, type StatusBarItem } from 'vscode';
import type { Systems } from './systems.js';

/** Shows the faults of the system in front, and the rules that it is checked by. Gives what shows it. */
export function showStatus(context: ExtensionContext, systems: Systems): StatusBarItem {
    const item = window.createStatusBarItem('sluice.status', StatusBarAlignment.Left, 10);
    item.name = 'Sluice';
    item.command = 'workbench.actions.view.problems';
    const show = () => {
        const system = systems.current;
        if (!system) {
            item.hide();
            return;
        }
        const { name, ruleSet, problems: { errors, warnings }, scenarios } = system;
        item.text = errors + warnings === 0 ? `$(pass) ${name}` : `$(${errors > 0 ? 'error' : 'warning'}) ${name}: ${[errors > 0 ? counted(errors, 'error') : '', warnings > 0 ? counted(warnings, 'warning') : ''].filter(Boolean).join(', ')}`;
        item.backgroundColor = errors > 0 ? new ThemeColor('statusBarItem.errorBackground') : undefined;
        item.tooltip = new MarkdownString(`**${name}**: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${counted(scenarios.length, 'scenario')}. Rules: \`${ruleSet}\`.`);
        item.show();
    };
    context.subscriptions.push(item, systems.onDidChange(show), window.onDidChangeActiveTextEditor(show));
    show();
    return item;
}

function counted(count: number, noun: string): string {
    return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
