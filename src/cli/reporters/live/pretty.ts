import { chosenSettings, type SettingChange } from '../../../workspace/live/differences.js';
import { allowancesFor, type Obstacle } from '../../../workspace/live/obstacles.js';
import type { Drift } from '../../../workspace/live/note.js';
import type { Change, Plan } from '../../../workspace/live/plan.js';
import type { Json, ResourceKind } from '../../../workspace/live/resource.js';
import { printable, type Colors } from '../../terminal.js';

/** A broker of the system and where it is. */
export interface BrokerPlace {
    readonly broker: string;
    readonly title: string;
    readonly address: string;
}

const marks = { 'create': ['+', 'green'], 'change': ['~', 'yellow'], 'recreate': ['±', 'magenta'], 'by-hand': ['!', 'red'], 'delete': ['-', 'red'] } as const;
const numbers = { 'create': 'to create', 'change': 'to change', 'recreate': 'to make anew', 'by-hand': 'to change by hand', 'delete': 'no longer in the specification' } as const;

/** `log  NATS at 127.0.0.1:4222`. */
export function describePlace({ broker, title, address }: BrokerPlace, colors: Colors): string {
    return `${colors.bold(broker)}  ${colors.dim(`${title} at ${address}`)}\n`;
}

/** What is to be done, each with its settings, and a sum at the end. */
export function describePlan({ changes, unchanged, foreign }: Plan, kinds: readonly ResourceKind[], colors: Colors): string {
    const parts = changes.map(change => describeChange(change, kinds, colors));
    return `${[...parts, `  ${sumOf({ changes, unchanged, foreign })}\n`].join(changes.length > 0 ? '\n' : '')}`;
}

/** `+ stream orders`, with what happens to it. */
export function describeChange(change: Change, kinds: readonly ResourceKind[], colors: Colors): string {
    const [mark, color] = marks[change.action];
    const kind = kinds.find(({ name }) => name === change.kind)!;
    const needs = allowancesFor(change);
    const remarks = [
        ...(change.action === 'delete' ? ['no longer in the specification'] : []),
        ...(change.because === undefined ? [] : [`goes with the ${change.because}`]),
        ...(change.adopts ? ["was not made by 'sluice apply'"] : []),
        ...(change.messages > 0 ? [`${counted(change.messages, 'message')} would be lost`] : []),
        ...(change.takesAlong.length > 0 ? [`takes along what others made: ${change.takesAlong.join(', ')}`] : []),
        ...(needs.length > 0 ? [`needs ${needs.map(need => `--${need}`).join(' ')}`] : []),
    ];
    const settings = change.action === 'create' && change.desired ? chosenSettings(change.desired.settings, kind).map(([setting, value]) => row(setting, [showValue(setting, value, kind)], colors)) : [];
    return [
        `  ${colors[color](`${mark} ${change.kind} ${printable(change.name)}`)}`,
        ...remarks.map(remark => `      ${colors.dim(printable(remark))}`),
        ...settings,
        ...change.settings.map(setting => describeSetting(setting, kind, colors)),
        '',
    ].join('\n');
}

/** What others have done, each with the settings that are different now. */
export function describeDrift(drift: readonly Drift[], kinds: readonly ResourceKind[], colors: Colors): string {
    return drift.map(({ kind: name, name: resource, what, settings }) => {
        const kind = kinds.find(other => other.name === name)!;
        const head = what === 'gone' ? `${colors.red(`- ${name} ${printable(resource)}`)}\n      ${colors.dim('is gone')}` : colors.yellow(`~ ${name} ${printable(resource)}`);
        return [`  ${head}`, ...settings.map(({ setting, from, to }) => row(setting, [from, to].map(value => showValue(setting, value, kind)), colors)), ''].join('\n');
    }).join('\n');
}

/** What would have to be allowed before a plan can be applied. */
export function describeObstacles(obstacles: readonly Obstacle[]): string {
    return obstacles.map(({ change: { kind, name }, needs }) => `  ${kind} ${printable(name)} needs ${needs.map(need => `--${need}`).join(' ')}\n`).join('');
}

/** What is left to other tools, with the settings that they have to change. */
export function describeByHand(changes: readonly Change[]): string {
    return changes.filter(({ action }) => action === 'by-hand').map(({ kind, name, settings }) => `  ${kind} ${printable(name)}: ${settings.filter(({ way }) => way === 'by-hand').map(({ setting }) => setting).join(', ')}\n`).join('');
}

/** `2 to create, 1 to change; 40 unchanged; 3 of others.` */
export function sumOf({ changes, unchanged, foreign }: Plan): string {
    const found = Object.entries(numbers).flatMap(([action, words]) => {
        const count = changes.filter(change => change.action === action).length;
        return count === 0 ? [] : [`${count} ${words}`];
    });
    const others = unchanged.filter(({ owned }) => !owned).length;
    const same = unchanged.length === 0 ? [] : [`${unchanged.length} unchanged${others > 0 ? ` (${others} of them not made by 'sluice apply')` : ''}`];
    return `${[found.length === 0 ? 'Nothing to do' : found.join(', '), ...same, ...(foreign.length > 0 ? [`${foreign.length} of others, left alone`] : [])].join('; ')}.`;
}

function describeSetting({ setting, from, to, way, caution }: SettingChange, kind: ResourceKind, colors: Colors): string {
    const remark = way === 'recreate' ? 'cannot change while it exists' : way === 'by-hand' ? "only with the server's own tools" : caution;
    return `${row(setting, [from, to].map(value => showValue(setting, value, kind)), colors)}${remark === undefined ? '' : colors.dim(`   (${remark})`)}`;
}

function row(setting: string, values: string[], colors: Colors): string {
    return `      ${setting.padEnd(24)} ${values.map(printable).join(colors.dim(' → '))}`;
}

function showValue(setting: string, value: Json | undefined, kind: ResourceKind): string {
    if (value === undefined || value === null) return 'not set';
    const described = kind.describe?.(setting, value);
    return described ?? (typeof value === 'string' && value !== '' ? value : JSON.stringify(value));
}

function counted(number: number, noun: string): string {
    return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
