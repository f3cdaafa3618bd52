import { pureVerbs, sharedVerbs } from './generated/base-verbs.js';

/** Verbs of the trade that a general lexicon does not have, or has as nouns only. */
const ownVerbs = `
accession ack acknowledge adjoin adjudicate advise aid alert alias align allowlist amend anchor annotate ante append apportion apprehend
archive assert attest audit augment authenticate authorise authorize autocomplete autosave autoscale backfill backup balance bank barcode
batch beam benchmark berth bet bill blend blocklist boot bootstrap bounce brew brief broadcast bucket buffer bulk bundle bus bypass cache
calendar call campaign cancel cap caption catalogue cater cede chain chargeback chart chase checkin checkout chunk circulate cite clamp
clawback cleanse click clinch clone coach coalesce cohort collate collect commission commit compact compile comply compose compress compute
concatenate conclude condense confer configure connect conserve consign console consume contact contest contract contribute converge convey
convict convoke coordinate cosign court craft crawl crop crowdsource cull curate customize cycle dampen debug decide declare declassify
decode decommission decompose decorate decouple decrement decrypt deduct deduplicate deem default defer define deflate defrost delegate
delete delimit delist deliver demand demote denormalize denylist depict deploy deposit deprecate depreciate deprovision dequeue deregister
derive descend describe deserialize designate detach detain detect deter develop devise diagnose dial dictate diff differentiate digitize
dim direct disable disburse discard discharge disclose disconnect discontinue discover discuss disenroll disinfect dismantle dismiss
dispatch dispose disqualify disregard dissolve distill distribute divert divide dock document double downgrade downsample draft drain drill
dump dust echo elect elevate elicit eliminate email emit emulate enable enclose encode encompass encourage encrypt endorse enforce engage
engrave enhance enlarge enlist enqueue enrich enrol enroll ensure enter entitle enumerate equip eradicate erase erect escrow establish
evacuate evade evaluate evict evolve exceed exclude excuse execute exempt exercise exhaust exhibit exonerate expedite expel expend expire
explain exploit explore expose express extract extradite facilitate factor fail failover fan fax feature fetch field finalise finalize
finance fine fingerprint firewall flag flatten fluctuate flush focus forge fork formulate forward found fragment frame freeze fulfil fulfill
fumigate fund furlough furnish fuse garner garnish gate gauge geocode gift grab graduate graph greet groom ground group guarantee guard
guide hail halt halve hand handover harmonize hash haul head heal hedge hint hold home honor honour host house hydrate hyperlink identify
ignite impersonate implement impose impound imprint improve incorporate increment incur indemnify index indicate infer inflate ingest
inherit init initialise initialize initiate inject inquire insert insource inspect inspire instantiate instruct integrate intercept
interleave interlock intern interrupt intervene introduce invalidate inventory invert invest invite invoke involve irrigate isolate itemize
iterate jettison job judge jump justify kickoff kit knit label lapse lay leak learn lend lever light lighten liquidate list locate log login
logout loop lubricate magnify maintain manifest manipulate map market mask match materialise materialize maximize measure mechanize mediate
memoize mentor menu merge meter migrate minimize mint mirror mitigate mobilize moderate modernize modulate monetize monitor moor mortgage
mount multicast multiply mute nack nest net network normalise normalize notarize notify nudge nullify number obfuscate object observe obtain
occupy offboard omit onboard onsell opt orchestrate orient originate outsource overdraw overlay override overrule oversee overwrite owe own
pace page paginate pair palletize pan park parse partition paste patch patrol pause peel peer pen perfect permit persist petition photograph
pickup pilot pin ping pipe pivot place plate plot plug point poke police poll pool port position postpone power practice precede precompute
preempt prefer prefetch prefill prefund preload preorder prepare prescribe preserve preset press presume prevent preview price prioritise
prioritize probe procure produce profile program project proofread propagate propose protect prototype provide provision proxy publicize
pump punch purge push qualify quantify quarantine quench query queue quiesce quote race raise ramp randomize range ration reach react reap
rearm rearrange reassemble rebalance rebase rebate rebill rebuild recap recast recharge recirculate reclaim reclassify recommend
recommission recompute reconcile reconnect rectify recur redact redeem redefine redeploy redirect redistribute reduce reenter reevaluate
refactor refer reference refinance refine reflect refuel refurbish refuse regenerate register regulate rehearse rehydrate reindex reinstate
reissue reject relay relinquish relocate rely remap remark remediate remind remit remortgage remove render renegotiate renumber reorder
repackage repatriate replay replenish replicate repossess represent reproduce repurpose requalify requeue requisition reroute resample
rescan reschedule rescind rescue resend reserve reset reside resign resize resolve respond restate restock restrict restructure resubmit
result resume resurface resync retain retarget rethrow retitle retract retrain retrieve retrofit retry reunite reuse revalue reveal revise
revive revoke rewind reword rework rewrite rinse roam roll rollback roster rotate round route ruin salt sample sanction satisfy saturate
savepoint scaffold scale schedule scrap scrape screen script scrub search seat secure seek segment select separate sequence serialize
service settle setup shadow shape shard shelter shelve shift ship shorten shortlist shred shunt shut shutdown sideline sift signal signin
signout signup simulate site size sketch skip slot smooth snapshot snooze sort source spawn specify sponsor spool spot stack staff stake
stall standardize stash station stem step sterilize steward stimulate stipulate stitch stock stow straighten stratify stream strengthen
strip structure stub subcontract subdivide sublet subpoena subscribe subsidize substitute subtract succeed summarize summon sunset supersede
supervise supplement supply support suppress surcharge survey suspend sustain swap swipe sync synchronise synchronize synthesize tabulate
tackle tag tally tap tarnish task taxi teach tear telephone template tender terminate thaw theme thread throttle ticket tidy tighten time
tint tip title toggle tokenise tokenize topup total tour tow trace track trade trademark train transact transcode transcribe transform
transition transmit transpose trap travel triage trigger tune tweak twin typecheck unarchive unassign unban unblock unbook uncap undelete
underwrite undo undock unenrol unenroll unfold unfollow unfreeze unify unlike unlink unlist unload unlock unmark unmask unmount unmute
unpack unpark unpause unpin unplug unpublish unregister unreserve unseal unset unstage unstick unsubscribe unsync untag unwind unwrap update
upgrade upload upscale upsert usher utilize vacate validate value vary vend venture verify version vet visualize void vote waive walk ward
warehouse warrant water weigh welcome whitelist whitewash widen wind wipe wire withdraw withhold witness work wrap write yield zip zone zoom
`;

/** Endings that make verbs: `tokenize`, `notify`, `allocate`. */
const verbEnding = /^[a-z]{2,}(ize|ise|ify|ate)$/;

/** Nouns and adjectives with such an ending. */
const endedNouns = new Set(('certificate candidate climate estate template state rate date private corporate accurate ultimate immediate intermediate adequate '
    + 'chocolate consulate senate pirate syndicate magistrate surrogate primate laminate carbonate nitrate sulfate phosphate plate crate gate late mate fate '
    + 'enterprise expertise franchise premise paradise noise otherwise precise concise size prize wise rise merchandise exercise disguise surprise demise').split(' '));

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
            || (verbEnding.test(spelling) && !endedNouns.has(spelling))
            || prefixes.some(prefix => spelling.startsWith(prefix) && spelling.length - prefix.length > 2 && isListed(spelling.slice(prefix.length))));
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
