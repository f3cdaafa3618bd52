import { wordsOf } from '../../model/names.js';
import { readOnce } from '../../model/read-once.js';
import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';
import { piecesOf } from './name-words.js';

/** Words without a vowel that everybody knows, written with one capital: `Sms`. */
const known = new Set(('bgp bpm bpmn cdn cms crm crs css csv ctr dbt dns dpd fhir gcp gdpr gdpr gps grpc html http https jdbc jpg jwt kpi kyc ldap lbs lms ltd mcp mfg mp3 mqtt mrn mtls nfc nft nhs nvme pcb pcr pdf php '
    + 'plc png pnr pnl ppm psd psp psu ptp qms qr rbs rdb rds rfc rfp rng rpc rpm rss rtp sdk sftp sku sms smtp sql srv ssd ssh ssl ssn stp svg tcp tls tpm tts tv udp usd vat vcs vlan vpn vps wms wsdl xml xsd xslt '
    + 'yml zpl nth mr mrs dr st').split(' '));

const hasNoVowel = readOnce(word => /^[b-df-hj-np-tv-xz]{3,}$/.test(word));

/** A word that has lost its vowels, in the name of a message that others read. */
export const abbreviation = defineRule({
    id: 'naming/abbreviation',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'info',
    summary: 'The name of a public message holds a word without vowels: `CstmrMoved`.',
    reason: 'Who reads a public message is in another team and has not grown up with its abbreviations. A name is written once and read for years.',
    bad: `context Customers {
  public event CstmrMoved { key customerId: uuid }
}
`,
    good: `context Customers {
  public event CustomerMoved { key customerId: uuid }
}
`,
    whenToTurnOff: 'Abbreviations that everybody in your field knows belong into the option `allow`.',
    messages: {
        short: "'{name}' is public, but '{word}' is a word without vowels that others have to guess. Spell it out.",
    },
    options: {
        properties: { allow: { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true, description: 'Abbreviations that everybody knows.' } },
        defaults: { allow: [] as readonly string[] },
    },
    check({ model, graph, options, report }) {
        const allowed = new Set([...known, ...options.allow.map(word => word.toLowerCase())]);
        const isGuesswork = (word: string) => hasNoVowel(word) && !allowed.has(word);
        for (const message of ownMessages(model, graph)) {
            if (!message.public || !wordsOf(message.name).some(isGuesswork)) continue;
            const isUpper = !/[a-z]/.test(message.name);
            // What is written in capitals among other words is an acronym: `SMSSent`.
            const word = piecesOf(message.name).find(piece => isGuesswork(piece.toLowerCase()) && (isUpper || piece !== piece.toUpperCase()));
            if (word !== undefined) report({ origin: message.origin, message: 'short', data: { name: message.name, word } });
        }
    },
});
