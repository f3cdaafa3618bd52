import { wordsOf } from '../../model/names.js';
import { readOnce } from '../../model/read-once.js';

/** Words that stand for money wherever they are. */
const money = new Set(('money price prices cost costs fee fees fare fares salary salaries wage wages rent revenue revenues turnover payout payouts refund refunds '
    + 'surcharge surcharges payable receivable').split(' '));

/** Words that stand for money where something beside them says so. A tax or a discount is a rate as often as an amount. */
const amounts = new Set('amount amounts total totals subtotal subtotals sum value balance balances credit debit deposit deposits charge payment budget'.split(' '));

/** What is about money, so that an amount in it is one. */
const accounts = new Set([...money, ...'payment payments paid invoice invoices invoiced refunded charged priced billing'.split(' ')]);

/** Relations and figures of statistics, which are no amounts that anybody owes. */
const figures = new Set(('rate rates ratio percent percentage percents pct factor factors index share weight weights multiplier elasticity score confidence probability likelihood '
    + 'deviation stddev variance volatility trend growth average avg mean median estimate estimated predicted prediction forecast expected normalized sensitivity level levels tier rank correlation coefficient slope').split(' '));

const currencies = new Set('eur usd gbp chf jpy cny inr brl cad aud nzd pln czk huf sek nok dkk rub try zar mxn sgd hkd krw'.split(' '));

/** Whether a number of this name is an amount of money, as far as the name tells: surely, or only where what is around it is about money. */
export const readAsMoney = readOnce((name): 'surely' | 'perhaps' | 'no' => {
    const words = wordsOf(name);
    if (words.some(word => figures.has(word))) return 'no';
    if (words.some(word => money.has(word))) return 'surely';
    if (!words.some(word => amounts.has(word))) return 'no';
    return words.some(word => currencies.has(word)) ? 'surely' : 'perhaps';
});

/** True of a name that says that what it holds is about money: `InvoiceIssued`, `Price`, and of a field for a currency. */
export function isAboutMoney(name: string): boolean {
    const words = wordsOf(name);
    return !words.some(word => figures.has(word)) && words.some(word => accounts.has(word) || word === 'currency');
}
