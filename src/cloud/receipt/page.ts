import { hash } from 'node:crypto';
import type { ReceiptDocument, ReceiptLine, ReceiptTax } from '../../domain/receipt/document.ts';
import { knownLocale, type ReceiptFormat, receiptFormat } from '../../domain/receipt/format.ts';
import { type MessageArgs, message } from '../../messages/index.ts';
import { html, Markup } from './markup.ts';

const STYLE = `:root{color-scheme:light dark;font:16px/1.45 system-ui,sans-serif}body{margin:0 auto;padding:1.5rem 1rem;max-width:26rem}
header,footer{text-align:center}h1{font-size:1.25rem;margin:0}p{margin:.25rem 0}.flag{font-weight:700}table{width:100%;border-collapse:collapse;margin:1rem 0}
td,th{padding:.2rem 0;text-align:start;vertical-align:top;font-weight:400}td:last-child,th:last-child{text-align:end;white-space:nowrap;padding-inline-start:1rem}
.more td{padding-top:0;opacity:.8;font-size:.9rem}.more td[colspan]{text-align:start;white-space:normal;padding-inline-start:0}.total th,.total td{font-weight:700;font-size:1.2rem;border-top:2px solid;padding-top:.5rem}
pre{white-space:pre-wrap;font-size:.8rem;text-align:center}footer{font-size:.85rem;overflow-wrap:anywhere}input,button{font:inherit;padding:.6rem;width:100%;box-sizing:border-box;margin-top:.5rem}`;

/**
 * A page has no script, asks nothing of anyone else, is framed by no one, sends no address of itself along, and is not found by searching.
 * Its address is the key to it.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

type Say = (id: string, args?: MessageArgs) => string;

/** What the page offers beside the receipt: nothing, a form that posts an address to `mail`, or the word that it was asked for. */
export type MailOffer = 'none' | 'form' | 'asked' | 'refused';

/** The receipt as a page. */
export function receiptPage(document: ReceiptDocument, offer: MailOffer, action = ''): string {
  const say: Say = (id, args) => message(knownLocale(document.locale), id, args);
  return page(document.locale, say('digital.title', { store: document.header.storeName }), [
    receiptBody(document),
    offer === 'none' ? html`` : mailForm(say, offer, action),
  ]);
}

/** A page that says that a receipt is not here: not yet, or not any more. */
export function noticePage(locale: string, id: 'onItsWay' | 'gone' | 'busy'): string {
  const say: Say = (word, args) => message(knownLocale(locale), word, args);
  return page(locale, say('digital.plainTitle'), [
    html`<header><h1>${say(`digital.${id}`)}</h1><p>${say(`digital.${id}.detail`)}</p></header>`,
  ]);
}

function page(locale: string, title: string, content: readonly Markup[]): string {
  const lang = knownLocale(locale);
  const rightToLeft = /^(?:ar|fa|he|ur)\b/.test(lang) ? 'rtl' : 'ltr';
  const style = new Markup(`<style>${STYLE}</style>`);
  return html`<!doctype html>
<html lang="${lang}" dir="${rightToLeft}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title>${style}</head><body>${content}</body></html>`
    .text;
}

function receiptBody(document: ReceiptDocument): Markup {
  const say: Say = (id, args) => message(knownLocale(document.locale), id, args);
  const format = receiptFormat(knownLocale(document.locale), document.currency, document.timezone, {
    groupsWeight: true,
  });
  const { header } = document;
  const flags = [
    ...(document.returnOf === null ? [] : [say('receipt.refundOf', { number: document.returnOf })]),
    ...(document.training ? [say('receipt.training')] : []),
  ];
  const above = [
    ...header.address,
    ...(header.taxId === undefined ? [] : [say('receipt.taxId', { taxId: header.taxId })]),
  ];
  const facts = [
    [say('receipt.number'), header.receiptNumber],
    [say('receipt.time'), format.time(header.completedAt)],
    [say('receipt.lane'), header.laneLabel],
    [say('receipt.transaction'), document.fiscal.transactionId],
  ];
  return html`<header><h1>${header.storeName}</h1>${above.map((line) => html`<p>${line}</p>`)}${flags.map((flag) => html`<p class="flag">${flag}</p>`)}</header>
<main><table>${document.lines.map((line) => lineRows(line, format, say))}${sums(document, format, say)}</table>
${taxes(document.taxes, format, say)}
<table>${document.tenders.map(({ kind, amount, scheme, lastFour }) => {
    const name = scheme ?? say(`receipt.tender.${kind}`);
    return row(
      lastFour === undefined ? name : say('receipt.cardNumber', { scheme: name, lastFour }),
      format.money(amount),
    );
  })}</table>${document.terminalText.length === 0 ? html`` : html`<pre>${document.terminalText.join('\n')}</pre>`}</main>
<footer>${facts.map(([word = '', value = '']) => html`<p>${word} ${value}</p>`)}</footer>`;
}

function lineRows(line: ReceiptLine, format: ReceiptFormat, say: Say): Markup {
  const price = format.money(line.unitPrice);
  const detail =
    line.grams !== null
      ? say('receipt.byWeight', { weight: format.weight(line.grams), price })
      : line.quantity !== 1
        ? say('receipt.byPiece', { count: String(line.quantity), price })
        : null;
  return html`${row(line.name, format.money(line.gross))}${detail === null ? html`` : html`<tr class="more"><td colspan="2">${detail}</td></tr>`}${line.modifiers.map(
    ({ title, amount }) => html`<tr class="more"><td>${title}</td><td>${format.money(-amount)}</td></tr>`,
  )}`;
}

function sums(document: ReceiptDocument, format: ReceiptFormat, say: Say): Markup {
  const { gross, discount, tax, total, pricesIncludeTax, itemCount } = document;
  return html`${discount === 0 && pricesIncludeTax ? html`` : row(say('receipt.subtotal'), format.money(gross))}${
    discount === 0 ? html`` : row(say('receipt.savings'), format.money(-discount))
  }${pricesIncludeTax ? html`` : row(say('receipt.tax.total'), format.money(tax))}<tr class="total"><th scope="row">${say('receipt.total')}</th><td>${format.money(total)}</td></tr><tr class="more"><td colspan="2">${say('receipt.items', { count: itemCount })}</td></tr>`;
}

function taxes(all: readonly ReceiptTax[], format: ReceiptFormat, say: Say): Markup {
  if (all.length === 0) return html``;
  return html`<table><tr><th scope="col">${say('receipt.tax.name')}</th><th scope="col">${say('receipt.tax.base')}</th><th scope="col">${say('receipt.tax.tax')}</th></tr>${all.map(
    ({ name, percent, base, tax }) => {
      const rate = name.includes('%') ? name : say('receipt.tax.rate', { name, percent: format.percent(percent) });
      return html`<tr><td>${rate}</td><td>${format.money(base)}</td><td>${format.money(tax)}</td></tr>`;
    },
  )}</table>`;
}

function mailForm(say: Say, offer: MailOffer, action: string): Markup {
  if (offer === 'asked') return html`<p class="flag">${say('digital.mail.asked')}</p>`;
  const refused = offer === 'refused' ? html`<p class="flag">${say('digital.mail.refused')}</p>` : html``;
  return html`<form method="post" action="${action}">${refused}<label>${say('digital.mail.label')}<input type="email" name="address" required maxlength="254" autocomplete="email"></label><button>${say('digital.mail.send')}</button></form>`;
}

function row(word: string, amount: string): Markup {
  return html`<tr><td>${word}</td><td>${amount}</td></tr>`;
}
