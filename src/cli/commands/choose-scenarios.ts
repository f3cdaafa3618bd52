import { closest } from 'fastest-levenshtein';
import type { Scenario } from '../../model/scenarios/scenario.js';
import { SluiceError } from '../../model/sluice-error.js';

/** Those with the title, or with the text in it. Throws `SluiceError` where there is none. */
export function chooseScenarios(scenarios: Scenario[], { scenario, grep }: { scenario?: string; grep?: string }): Scenario[] {
    if (scenario === undefined && grep === undefined) return scenarios;
    const text = grep?.toLowerCase();
    const chosen = scenarios.filter(({ title }) => (scenario === undefined || title === scenario) && (text === undefined || title.toLowerCase().includes(text)));
    if (chosen.length > 0) return chosen;
    const titles = scenarios.map(({ title }) => title);
    const hint = titles.length === 0 ? 'There are no scenarios here at all.' : scenario === undefined ? `There are: ${titles.map(title => `"${title}"`).join(', ')}.` : `Did you mean "${closest(scenario, titles)}"?`;
    throw new SluiceError(scenario === undefined ? `No scenario has "${grep}" in its title.` : `There is no scenario "${scenario}"${grep === undefined ? '' : ` with "${grep}" in its title`}.`, { hint });
}
