import type { Severity } from '../model/diagnostic.js';
import type { Origin } from '../model/flow-model.js';
import { ruleSetNames, type Rule, type RuleSetName } from './rule.js';

/** How severe a rule is somewhere, and by which options it judges. */
export interface RuleSetting {
    level: Severity | 'off';
    options: object;
}

/** What a system has decided of a rule: options are given whole, missing ones are the rule's defaults. */
export interface WrittenSetting {
    level: Severity | 'off';
    options?: object;
}

/** Decisions by rule id, or by `group/*`; a whole id counts more than its group. */
export type WrittenSettings = Readonly<Record<string, WrittenSetting>>;

/** A set of rules as of one of its versions; `none` is empty. */
export type RuleSet = { name: RuleSetName; version: number } | 'none';

/** The newest version of each set. */
export const latestSetVersion = 2;

/** The set that a system is checked by unless it names another. */
export const defaultRuleSet: RuleSetName = 'recommended';

/** What decides of a check's rules, place by place. */
export class RuleSettings {
    private readonly settings = new Map<string, RuleSetting>();

    /** `layers`: the later counts more; one without `appliesTo` holds everywhere. */
    constructor(
        private readonly set: RuleSet = { name: defaultRuleSet, version: latestSetVersion },
        private readonly layers: readonly { appliesTo?(origin: Origin): boolean; settings: WrittenSettings }[] = [],
    ) {}

    /** The options by which a rule is to look at the system: each that holds in some place where the rule is not off. */
    optionsOf(rule: Rule): object[] {
        const everywhere = this.everywhere(rule);
        const differing = this.layers.filter(({ appliesTo, settings }) => appliesTo && writtenFor(rule, settings));
        if (differing.length === 0) return everywhere.level === 'off' ? [] : [everywhere.options];
        const written = differing.map(({ settings }) => writtenFor(rule, settings)!);
        if (everywhere.level === 'off' && written.every(({ level }) => level === 'off')) return [];
        const candidates = [everywhere.options, ...written.flatMap(({ options }) => (options ? [withDefaults(rule, options)] : []))];
        return candidates.filter((options, index) => candidates.findIndex(other => isSame(other, options)) === index);
    }

    /** How severe in a place is what a rule finds there with these options: `off` also where others hold. */
    levelOf(rule: Rule, options: object, origin: Origin): Severity | 'off' {
        const setting = this.at(rule, origin);
        return isSame(setting.options, options) ? setting.level : 'off';
    }

    /** What holds of a rule in a place. */
    at(rule: Rule, origin: Origin): RuleSetting {
        let setting = this.everywhere(rule);
        for (const { appliesTo, settings } of this.layers) {
            if (appliesTo?.(origin)) setting = applied(rule, settings, setting);
        }
        return setting;
    }

    private everywhere(rule: Rule): RuleSetting {
        let setting = this.settings.get(rule.id);
        if (!setting) {
            setting = { level: isInSet(rule, this.set) ? rule.severity : 'off', options: withDefaults(rule, {}) };
            for (const { appliesTo, settings } of this.layers) if (!appliesTo) setting = applied(rule, settings, setting);
            this.settings.set(rule.id, setting);
        }
        return setting;
    }
}

/** The set of a name such as `strict` or `recommended@1`; undefined where there is none. */
export function findRuleSet(text: string): RuleSet | undefined {
    if (text === 'none') return 'none';
    const [, name, version] = /^([a-z]+)(?:@([1-9]\d*))?$/.exec(text) ?? [];
    const known = ruleSetNames.find(candidate => candidate === name);
    if (!known) return undefined;
    const number = version === undefined ? latestSetVersion : Number(version);
    return number <= latestSetVersion ? { name: known, version: number } : undefined;
}

/** Whether a rule is in a set. */
export function isInSet(rule: Rule, set: RuleSet): boolean {
    if (set === 'none') return false;
    const [name, version] = rule.set.split('@');
    return ruleSetNames.indexOf(name as RuleSetName) <= ruleSetNames.indexOf(set.name) && Number(version) <= set.version;
}

function applied(rule: Rule, settings: WrittenSettings, before: RuleSetting): RuleSetting {
    const written = writtenFor(rule, settings);
    return written ? { level: written.level, options: written.options ? withDefaults(rule, written.options) : before.options } : before;
}

function writtenFor(rule: Rule, settings: WrittenSettings): WrittenSetting | undefined {
    return settings[rule.id] ?? settings[`${rule.id.slice(0, rule.id.indexOf('/'))}/*`];
}

function withDefaults(rule: Rule, options: object): object {
    return { ...rule.options?.defaults, ...options };
}

function isSame(left: object, right: object): boolean {
    return left === right || JSON.stringify(left) === JSON.stringify(right);
}
