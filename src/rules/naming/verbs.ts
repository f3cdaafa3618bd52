import { pureVerbs, sharedVerbs } from './generated/base-verbs.js';

/** Verbs of the trade that a general lexicon does not have, or has as nouns only. */
const ownVerbs = `
acknowledge allowlist authenticate authorise authorize autoscale backfill blocklist broadcast bulk cancel checkin checkout clone compact compress
configure decommission decrypt deduplicate delist denylist deploy deprecate deprovision dequeue deregister deserialize disburse emit enable encrypt enlist
enqueue enrich enrol enroll expedite failover finalise finalize flag fork freeze fulfil fulfill hash ingest init initialise initialize
instantiate instruct invalidate invoke isolate liquidate log login logout materialise materialize merge migrate mint mute normalise normalize notify
offboard onboard override paginate parse patch pause persist pin ping poll precompute prefetch preload preview prioritise prioritize provision
purge queue quarantine rebalance rebase reconcile refactor rehydrate reindex reinstate reissue remediate remit replay replicate requeue
reroute rescan reschedule resend reset restock resubmit resume resync retry rollback rotate route scale schedule serialize settle shard ship
signin signout signup snapshot spawn stake subscribe sync synchronise synchronize tag tokenize toggle triage trigger unarchive unban unblock
unbook undelete undo unenroll unenrol unfollow unfreeze unlike unlink unlist unlock unmute unpin unpublish unregister unreserve unset unsubscribe untag upgrade
upload upsert validate vet void whitelist withhold zip
`;

/** Words that are no verbs in a command's place, whatever a general lexicon says. */
const noVerbs = new Set('people women men state status type kind name number entity person parent child user customer house'.split(' '));

const prefixes = ['un', 're', 'de', 'dis', 'over', 'under', 'pre', 'mis', 'out', 'co', 'auto', 'counter', 'cross', 'down', 'up', 'fore', 'bulk', 'force'];

let lists: { pure: Set<string>; all: Set<string> } | undefined;
const answers = new Map<string, boolean>();

/** True of a lower-case word that is a verb's base form, such as `place`; of words not in the lexicon those made with a prefix: `recalculate`. */
export function isBaseVerb(word: string): boolean {
    let answer = answers.get(word);
    if (answer === undefined) {
        answer = !noVerbs.has(word) && spellings(word).some(spelling => isListed(spelling)
            || prefixes.some(prefix => spelling.startsWith(prefix) && spelling.length - prefix.length > 2 && isListed(spelling.slice(prefix.length).replace(/^-/, ''))));
        answers.set(word, answer);
    }
    return answer;
}

/** True of a base form that is no noun and no adjective: `create`, but not `order`. */
export function isPureVerb(word: string): boolean {
    return readLists().pure.has(word) && !noVerbs.has(word);
}

function isListed(word: string): boolean {
    return readLists().all.has(word);
}

/** `normalise` is `normalize`, `analyse` is `analyze`. */
function spellings(word: string): string[] {
    return /[iy]se$/.test(word) ? [word, `${word.slice(0, -2)}ze`] : [word];
}

function readLists() {
    if (!lists) {
        const split = (text: string) => text.trim().split(/\s+/);
        const pure = new Set(split(pureVerbs));
        lists = { pure, all: new Set([...pure, ...split(sharedVerbs), ...split(ownVerbs)]) };
    }
    return lists;
}
