/** Verbs of the trade that no dictionary has yet, and that are nothing else. */
export const ownPureVerbs = `
ack autocomplete autocorrect autofill autosave autoscale containerize crowdsource decrement dedup dedupe deduplicate denormalize deprovision dequeue
deregister deserialize despawn disenroll do downsample downvote dropship enqueue extubate failover geocode geotag go have increment init inline insource livestream
matchmake memoize nack offboard onboard palletize preauthorize precompute prefetch preload preprocess prune purge reap rebalance rebase recompute reconnect redeliver refactor
rehydrate reimage reindex rekey reopen reprice reprocess requeue reroute resample rescan resend respawn resubmit resync retarget rethrow transcode typecheck
unarchive unassign unban uncap uncordon undelete unenroll unfollow unfriend unlink unlist unmark unmount unmute unpair unpark unpause unpublish unregister
unreserve unset unsubscribe unsync untag unwatch upsell upsert upvote
`;

/** The same, of words that are nouns as well. */
export const ownSharedVerbs = `
alias allowlist backfill backorder backtest backup barcode baseline benchmark blackhole blacklist blocklist bookmark bootstrap buff canary cashout changeover
chargeback checkin checkout checkpoint checksum cherrypick clawback cordon courier credential cron crossdock crowdfund defrag denylist diff dogfood
doublecheck email encash escheat escrow factcheck fallback fastforward fasttrack firewall flatline friend gatekeep geofence grandfather greenlight grep
greylist handoff handover handpick hardcode hashtag hotfix hotlist hotswap hyperlink interface jailbreak kickoff lase lint log login logoff logout menu
micromanage multicast multiplex mux nerf nuke onsell parent payout permission photoshop pickup playtest preorder preset prototype proxy putaway repro robocall
rollback rollout roster sandbox savepoint setup shard shortfill showcase shutdown sideload signin signoff signout signup silo sms snapshot spinup standup
stocktake storyboard sunset surcharge tailgate takedown tare teardown template text threshold timebox timeout timestamp tombstone topup triage trial upcast
upcycle upskill videocall waitlist watermark whitelabel whitelist wireframe wishlist workshop xray
`;

/** Endings that make verbs: `tokenize`, `notify`, `allocate`. */
export const verbEnding = /^[a-z]{2,}(ize|yze|ify|ate)$/;

/** Nouns and adjectives with such an ending. */
export const endedNouns = ('certificate candidate climate estate template state rate date private corporate accurate ultimate immediate intermediate adequate chocolate '
    + 'consulate senate pirate syndicate magistrate surrogate primate laminate carbonate nitrate sulfate phosphate plate crate gate late mate fate size prize affiliate '
    + 'associate delegate advocate aggregate climate inmate roommate teammate classmate playmate checkmate soulmate doctorate electorate inanimate innate irate ornate '
    + 'palate pomegranate prelate rebate update deliberate elaborate separate duplicate');

/** Verbs of dictionaries whose meaning as a verb nobody has in mind. */
export const rareVerbs = 'inbound income kind outbound outcome people state type underground';

/** Verbs of the libraries' lists of verbs alone that are a thing as often, at the start of a name: `QuoteAccepted`, `FillRecorded`. */
export const nounsAfterAll = ('arrest blast boat boom brake bud build bulk bundle burst cage chat clone cycle dam dash decree deploy discipline discount draw drum exit exploit fill fork fragment garden '
    + 'import intern interrupt invite lodge manifest message nail offset overlap override parallel patrol pull puzzle quote read reign rein restock retrofit save sort spawn spice stab stereotype sting '
    + 'strip stump surf swell tack tailor tan transport try uplift use wake warp weave');

/** Words before a verb that say how it is to be done: `BulkCreateOrders`, `ReIndexCatalog`. */
export const modifiers = 'async auto bulk co cross de double fast force hard mass multi non please pre quick re safe self soft sub un';

/** Irregular verbs that the libraries lack, or of which they have another form first, as they write them. */
export const ownIrregularVerbs = `
bet bet, beset beset, bid bid | bade bidden, bust bust, fit fitted | fit, forecast forecast, inset inset, knit knitted | knit, learn learned | learnt, outbid outbid,
outgo outwent outgone, overbid overbid, forerun foreran forerun, slit slit, sublet sublet, sweat sweat, thrust thrust, underbid underbid, undercut undercut, wet wet,
get got | gotten, dive dived | dove, flow flowed, wake woke woken, awake awoke awoken | awakened, rend rent, transship transshipped, pen penned, work worked,
bypass bypassed, address addressed, curse cursed, bless blessed, grip gripped, melt melted | molten, overpass overpassed, overlie overlay overlain, unset unset
`;

/** Past forms that are everyday nouns, adjectives or base forms: whether they tell of something done depends on their place. */
export const ambiguousPast = 'bore bound fell felt found ground lay led rose saw shot spoke stole stuck wound';

/** Past forms that are nouns wherever they stand in a name. */
export const nounsInPractice = 'bit bust clove cost dove gan gat gilt income input lade molten offset outcome outlay output overlay pent preset rent rove smelt spat stove';

/** Words that end in -ed and are no participles. */
export const noParticiples = ('actifed aged bed biped childbed cred cowshed daybed deathbed ded feed flatbed flowerbed greed hatred hotbed hundred indeed infrared kindred med moped naked oled '
    + 'qed quadruped red riverbed roadbed rugged ragged sacred seabed seed seedbed sickbed streambed ted testbed toolshed watershed weed wicked woodshed wretched zed');

/** Nouns in -ing that one can count: a booking, a reading. */
export const countableGerunds = ('being billing booking briefing building ceiling covering crossing drawing dwelling earning evening filing finding greeting hearing holding king landing listing '
    + 'meeting morning offering opening painting posting rating reading recording ring ruling saving setting spring string thing training viewing warning wedding wing');

/** Verbs that are nouns as well, but ask for something where a name begins with them. */
export const requestVerbs = ('approve archive assign ban batch block book cancel change charge check clear close complete confirm copy deliver dispatch email export file flag handle hold import '
    + 'lock log mark merge move notify onboard open page pause pay place post process publish purchase queue rate record refund register release rename renew report request reserve reset resume '
    + 'retry return review roll rotate schedule set settle share ship sign start stop submit suspend switch sync tag track transfer trigger try turn update upload verify');

/** Verbs that are nouns as well, but tell what is done where a name ends with them: `ChannelRename`. */
export const finalVerbs = 'archive ban cancel change close create delete join move open pay refund release rename remove reset ship start stop suspend unarchive update upload';

/** What belongs to a verb before it: `CheckInGuest`, `RollBackRelease`. */
export const particles = 'in out up down off on over back away through';

/** Verbs that are a thing where a name begins with them and ends with one of `aspects`: `OrderStatus`, but `CheckStatus`. */
export const thingsFirst = ('account address asset bank batch bond card case certificate channel claim contract customer deposit device document fee file fund group invoice lease line loan machine '
    + 'market member message order parcel plant price process product profile project quote sample season sensor service shipment source stage station stock table tax team thread ticket vessel '
    + 'voice zone');

/** What there is to know of a thing. */
export const aspects = 'amount balance data detail details history id info information metadata number state status summary telemetry type';

/** What may follow a participle without being described by it: particles, prepositions, conjunctions and adverbs. */
export const closing = ('about above across after again against ago ahead all along already and apart around as aside at away back because before behind below beneath between beyond but by down '
    + 'due during early else elsewhere except fast flat for forth forward from further here if in inside instead into late like live loose low manually near next now of off offline on once online onto or out '
    + 'outside over past per round short since so soon than then there through throughout till to today together too towards twice under until up upon via when where while with within without yet');

/** Verbs by the noun for what they do, where that noun means nothing else: `OrderCancellation`. */
export const deeds = ('acceptance accept, activation activate, approval approve, arrival arrive, authorisation authorise, authorization authorize, cancelation cancel, cancellation cancel, '
    + 'completion complete, confirmation confirm, creation create, deactivation deactivate, deletion delete, departure depart, dismissal dismiss, expiration expire, expiry expire, failure fail, '
    + 'fulfillment fulfill, fulfilment fulfil, modification modify, placement place, refusal refuse, registration register, rejection reject, removal remove, renewal renew, reservation reserve, '
    + 'shipment ship, submission submit, suspension suspend, termination terminate, validation validate, verification verify, withdrawal withdraw');
