import type { AiRow } from './row.ts';

const TO_SSCC = 'with 00';
const GLN = 'N13:checkDigit';

/** AIs that start with 4 (GS1 General Specifications 3.7; pairs 4.13). */
export const STARTING_4: readonly AiRow[] = [
  ['400', 'ORDER NUMBER', 'X..30'],
  ['401', 'GINC', 'X..30:companyPrefix'],
  ['402', 'GSIN', 'N17:checkDigit'],
  ['403', 'ROUTE', 'X..30', TO_SSCC],
  ['410', 'SHIP TO LOC', GLN],
  ['411', 'BILL TO', GLN],
  ['412', 'PURCHASE FROM', GLN],
  ['413', 'SHIP FOR LOC', GLN],
  ['414', 'LOC No.', GLN],
  ['415', 'PAY TO', GLN, 'with 8020'],
  ['416', 'PROD/SERV LOC', GLN],
  ['417', 'PARTY', GLN],
  ['420', 'SHIP TO POST', 'X..20', 'not 421'],
  ['421', 'SHIP TO POST', 'N3:country X..9', 'not 4307'],
  ['422', 'ORIGIN', 'N3:country', 'with 01,02,8006,8026; not 426'],
  ['423', 'COUNTRY - INITIAL PROCESS', countries(5), 'with 01,02; not 426'],
  ['424', 'COUNTRY - PROCESS', 'N3:country', 'with 01,02; not 426'],
  ['425', 'COUNTRY - DISASSEMBLY', countries(5), 'with 01,02; not 426'],
  ['426', 'COUNTRY - FULL PROCESS', 'N3:country', 'with 01,02'],
  ['427', 'ORIGIN SUBDIVISION', 'X..3', 'with 01,02; with 422'],
  ['4300', 'SHIP TO COMP', 'X..35:percentEncoded', TO_SSCC],
  ['4301', 'SHIP TO NAME', 'X..35:percentEncoded', TO_SSCC],
  ['4302', 'SHIP TO ADD1', 'X..70:percentEncoded', TO_SSCC],
  ['4303', 'SHIP TO ADD2', 'X..70:percentEncoded', 'with 4302'],
  ['4304', 'SHIP TO SUB', 'X..70:percentEncoded', TO_SSCC],
  ['4305', 'SHIP TO LOC', 'X..70:percentEncoded', TO_SSCC],
  ['4306', 'SHIP TO REG', 'X..70:percentEncoded', TO_SSCC],
  ['4307', 'SHIP TO COUNTRY', 'X2:countryLetters', TO_SSCC],
  ['4308', 'SHIP TO PHONE', 'X..30', TO_SSCC],
  ['4309', 'SHIP TO GEO', 'N10:latitude N10:longitude', TO_SSCC],
  ['4310', 'RTN TO COMP', 'X..35:percentEncoded', TO_SSCC],
  ['4311', 'RTN TO NAME', 'X..35:percentEncoded', TO_SSCC],
  ['4312', 'RTN TO ADD1', 'X..70:percentEncoded', TO_SSCC],
  ['4313', 'RTN TO ADD2', 'X..70:percentEncoded', 'with 4312'],
  ['4314', 'RTN TO SUB', 'X..70:percentEncoded', TO_SSCC],
  ['4315', 'RTN TO LOC', 'X..70:percentEncoded', TO_SSCC],
  ['4316', 'RTN TO REG', 'X..70:percentEncoded', TO_SSCC],
  ['4317', 'RTN TO COUNTRY', 'X2:countryLetters', TO_SSCC],
  ['4318', 'RTN TO POST', 'X..20', TO_SSCC],
  ['4319', 'RTN TO PHONE', 'X..30', TO_SSCC],
  ['4320', 'SRV DESCRIPTION', 'X..35:percentEncoded', TO_SSCC],
  ['4321', 'DANGEROUS GOODS', 'N1:yesNo', TO_SSCC],
  ['4322', 'AUTH TO LEAVE', 'N1:yesNo', TO_SSCC],
  ['4323', 'SIG REQUIRED', 'N1:yesNo', TO_SSCC],
  ['4324', 'NOT BEF DEL DT', 'N6:dateOrMonth N4:hourMinute', TO_SSCC],
  ['4325', 'NOT AFT DEL DT', 'N6:dateOrMonth N4:hourMinute', TO_SSCC],
  ['4326', 'REL DATE', 'N6:date', TO_SSCC],
  ['4330', 'MAX TEMP F', 'N6 X1?:hyphen', `${TO_SSCC}; not 4331`],
  ['4331', 'MAX TEMP C', 'N6 X1?:hyphen', `${TO_SSCC}; not 4330`],
  ['4332', 'MIN TEMP F', 'N6 X1?:hyphen', `${TO_SSCC}; not 4333`],
  ['4333', 'MIN TEMP C', 'N6 X1?:hyphen', `${TO_SSCC}; not 4332`],
];

function countries(most: number): string {
  return ['N3:country', ...Array<string>(most - 1).fill('N3?:country')].join(' ');
}
