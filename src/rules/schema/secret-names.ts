import { wordsOf } from '../../model/names.js';
import { readOnce } from '../../model/read-once.js';

/** How names of secrets end. */
const endings = [
    'password', 'passwords', 'passwd', 'pwd', 'passphrase', 'passcode', 'otp', 'secret', 'jwt', 'cvv', 'cvv2', 'cvc', 'cvc2',
    'api key', 'apikey', 'secret key', 'private key', 'access key', 'signing key', 'encryption key', 'card security code', 'card verification value',
    'access token', 'refresh token', 'auth token', 'authentication token', 'authorization token', 'bearer token', 'session token', 'api token', 'reset token', 'login token', 'id token',
    'credit card', 'debit card', 'credit card number', 'debit card number', 'payment card number', 'bank card number', 'creditcard number',
].map(ending => ending.split(' '));

/** Names that are secrets only as a whole: within a longer name they are something else. */
const wholes = new Set(['pin', 'credentials']);

/** What is done to a secret so that it can be told, or what is told of it instead. */
const harmless = new Set(['masked', 'hashed', 'hash', 'encrypted', 'redacted', 'truncated', 'obfuscated', 'sealed', 'public', 'has', 'is', 'no', 'last4', 'fingerprint']);

/** Cards that nobody pays with. */
const otherCards = new Set(['loyalty', 'gift', 'member', 'membership', 'library', 'sim', 'key', 'business', 'health', 'insurance', 'student', 'travel', 'report', 'score', 'access', 'fuel']);

const paymentCards = ['credit card', 'debit card', 'payment card', 'bank card'];

/** What lets others act for somebody, where `token` alone says it. */
const signIns = new Set(['login', 'session', 'password', 'signin', 'auth', 'authentication', 'authenticated', 'invite', 'invitation', 'reset', 'activation', 'verification']);

/** Whether a name is a secret's: surely, never, or as what has it says. */
const readAsSecret = readOnce((name): 'surely' | 'never' | 'number' | 'token' | 'card number' => {
    const words = wordsOf(name);
    const whole = words.join(' ');
    if (words.some(word => harmless.has(word))) return 'never';
    if (whole === 'number' || whole === 'token' || whole === 'card number') return whole;
    if (wholes.has(whole)) return 'surely';
    return endings.some(ending => ending.length <= words.length && ending.every((word, index) => words[words.length - ending.length + index] === word)) ? 'surely' : 'never';
});

/** True of a field's name that is a secret's: a password, a token, a card's number. `owner`: the message or type that has the field. */
export function isSecret(name: string, owner: string): boolean {
    switch (readAsSecret(name)) {
        case 'surely': return true;
        case 'never': return false;
        case 'number': return paymentCards.some(card => wordsOf(owner).join(' ').endsWith(card));
        case 'token': return wordsOf(owner).some(word => signIns.has(word));
        case 'card number': return !wordsOf(owner).some(word => otherCards.has(word));
    }
}
