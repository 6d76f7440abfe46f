import { describe, expect, test } from 'vitest';
import { CONTENT_CHECKS } from './content.ts';

const CASES: Readonly<Record<string, readonly [holds: readonly string[], fails: readonly string[]]>> = {
  date: [
    ['261231', '240229', '000229'],
    ['260229', '261232', '260100', '260001', '261301'],
  ],
  dateOrMonth: [
    ['261200', '240229', '260228'],
    ['260001', '260000', '260229', '261300', '260431'],
  ],
  fullDate: [
    ['20000229', '19991231'],
    ['19000229', '20260229', '20261301', '20261200'],
  ],
  hour: [['00', '23'], ['24']],
  sixty: [
    ['00', '59'],
    ['60', '99'],
  ],
  hourMinute: [
    ['0000', '2359'],
    ['2400', '0060'],
  ],
  country: [
    ['276', '826', '004'],
    ['000', '999', '280'],
  ],
  countryOr999: [
    ['276', '999'],
    ['000', '998'],
  ],
  countryLetters: [
    ['DE', 'GB'],
    ['UK', 'de', 'XX'],
  ],
  currency: [
    ['978', '826', '392', '924'],
    ['000', '280', '988'],
  ],
  packageType: [
    ['1A', '8', 'BGE'],
    ['0', '1a', 'QQQ'],
  ],
  mediaType: [
    ['01', '10', '80', '99'],
    ['00', '11', '79'],
  ],
  yesNo: [
    ['0', '1'],
    ['2', '9'],
  ],
  sex: [
    ['0', '1', '2', '9'],
    ['3', '8'],
  ],
  birthSequence: [
    ['1/1', '2/3'],
    ['3/2', '0/1', '1-2', '1/0'],
  ],
  latitude: [
    ['0000000000', '1800000000'],
    ['1800000001', '9999999999'],
  ],
  longitude: [['0000000000', '3600000000'], ['3600000001']],
  padded: [
    ['A', 'A=', 'A=='],
    ['=', '==', 'A===', 'A=B'],
  ],
  percentEncoded: [
    ['A', '%20', 'A%c3%A9'],
    ['%', 'A%', '%2', '%2x', '%%20'],
  ],
  hyphen: [['-'], ['+', '_']],
  iban: [
    ['GB82WEST12345698765432', 'NO9386011117947'],
    ['GB82WEST12345698765433', 'ZZ82WEST12345698765432', 'GB82', 'gb82west12345698765432'],
  ],
  importerIndex: [
    ['-', '_', 'a', 'Z', '0'],
    ['+', '/', '='],
  ],
  nonZero: [
    ['0001', '10'],
    ['0000', '0'],
  ],
  noLeadingZero: [
    ['1', '10'],
    ['0', '00', '01'],
  ],
  zero: [['0'], ['1']],
  winding: [
    ['0', '1', '9'],
    ['2', '8'],
  ],
  pieceOfTotal: [
    ['0101', '0102', '9999'],
    ['0001', '0201', '0100', '0000'],
  ],
  companyPrefix: [
    ['9506', '9506ABC'],
    ['950A', 'A506', '950'],
  ],
  notDigitsOnly: [
    ['1A', '_'],
    ['12', '0'],
  ],
  checkDigit: [['09506000134352'], ['09506000134353']],
  checkPair: [['1987654Ad4X4bL5ttr2310c2K'], ['1987654Ad4X4bL5ttr2310cK2']],
  coupon: [['012345612345611110123'], ['0123456123456111101237']],
  positiveOffer: [['001234561234560123456'], ['0012345612345601234567']],
};

describe('what a component has to hold', () => {
  for (const [name, [holds, fails]] of Object.entries(CASES)) {
    test(name, () => {
      const check = CONTENT_CHECKS.get(name);
      for (const text of holds) expect(check?.holds(text), text).toBe(true);
      for (const text of fails) expect(check?.holds(text), text).toBe(false);
    });
  }

  test('no check is without a case', () => {
    expect(Object.keys(CASES).sort()).toEqual([...CONTENT_CHECKS.keys()].sort());
  });
});
