/**
 * Takes card data out of free text. What looks like a card number (ISO/IEC 7812: 12 to 19 digits, written in one piece or in the
 * groups that cards show) keeps its last four digits; track data behind it goes altogether. Lengths stay, so that a receipt keeps
 * its columns. What is called a check value or a PIN goes too. Errs on the side of hiding: a long reference number may be hidden too, an EMV application id is not.
 */
export function withoutCardData(text: string): string {
  return text
    .replace(TRACK, (_, start: string, pan: string, rest: string) => start + lastFourOf(pan) + ' '.repeat(rest.length))
    .replace(GROUPED, (match) => (mayBeGroupedCard(match) ? lastFourOf(match) : match))
    .replace(RUN, (match, before: string, digits: string) =>
      mayBeCard(digits, before) ? before + lastFourOf(digits) : match,
    )
    .replace(TRUNCATED, (_, shown: string, rest: string) => shown.replace(/\d/g, '*') + rest)
    .replace(SECRET, (_, name: string, digits: string) => name + '*'.repeat(digits.length));
}

/** Track 1 (`%B` number `^` name `^` …) and track 2 (number `=` or, as nibbles, `D` …), to the end of the line. */
const TRACK = /(%?[A-Z]?)(\d{12,19})((?:[=^]|D(?=\d)).*)/gi;
/** Groups of digits with little between them. */
const GROUPED = /(?<!\d)\d{1,19}(?:[ ./_-]{1,3}\d{1,19}){2,20}(?!\d)/g;
const RUN = /(A?)(\d{12,})/g;
/** A card number cut in its middle that still shows how it begins: `411111xxxxxx1111`. */
const TRUNCATED = /(\d[\d -]{2,12}\d)((?:[ -]?[*x#•]){3,})/gi;

/** A card's check value (CVV, CVC, CVN, CID, CAV, CSC and their numbers) or a PIN, by its name: 3 to 12 digits behind it. */
const SECRET = /(\b(?:CVV2?|CVC2?|CVN2?|CAV2?|CID|CSC|PIN)\b[^\dA-Za-z]{0,4})(\d{3,12})(?!\d)/gi;

function lastFourOf(shown: string): string {
  let kept = 4;
  const hidden = [...shown].reverse().map((character) => (/\d/.test(character) && kept-- <= 0 ? '*' : character));
  return hidden.reverse().join('');
}

function mayBeCard(digits: string, before: string): boolean {
  // A registered application provider of EMV begins with A0000 (ISO/IEC 7816-4); no card number begins with four zeros.
  if (before === 'A' && digits.startsWith('0000')) return false;
  return digits.length > 12 || passesLuhn(digits);
}

/** True where some of the groups, side by side, could be a card number: a year or an amount may stand before and after it. */
function mayBeGroupedCard(match: string): boolean {
  const groups = match.split(/\D+/);
  for (let from = 0; from < groups.length; from++) {
    for (let to = from + 3; to <= groups.length; to++) {
      if (isCardInGroups(groups.slice(from, to))) return true;
    }
  }
  return false;
}

function isCardInGroups(groups: readonly string[]): boolean {
  const lengths = groups.map(({ length }) => length);
  const [first = 0] = lengths;
  const [last = 0, ...inner] = lengths.slice(1).reverse();
  // The first and the last group may have run together with what stands beside them.
  if (first >= 4 && lengths.length <= 5 && inner.length >= 2 && inner.every((length) => length === 4)) return true;
  if (first >= 4 && last >= 4 && inner.length === 1 && inner[0] === 6) return true;
  const digits = groups.join('');
  return digits.length >= 12 && digits.length <= 19 && /^[2-6]/.test(digits) && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
