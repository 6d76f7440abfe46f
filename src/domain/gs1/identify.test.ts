import { describe, expect, test } from 'vitest';
import { identify, MAX_SCAN_LENGTH } from './identify.ts';
import type { LabelTemplate, PosIdentity, ScanRefusal } from './identity.ts';

const TEMPLATES: readonly LabelTemplate[] = [{ pattern: '02IIIIIVPPPPC' }, { pattern: '23IIIIVWWWWWC' }];

function scan(data: string, aim?: string): PosIdentity | ScanRefusal {
  return identify(aim === undefined ? { data } : { data, aim }, TEMPLATES);
}

function gtin(number: string): PosIdentity {
  return { kind: 'gtin', gtin: number };
}

function refused(reason: ScanRefusal['reason']): ScanRefusal {
  return { kind: 'refused', reason };
}

describe('numbers without an identifier', () => {
  test('GTIN-8, -12, -13 and -14 are the same 14 digits', () => {
    expect(scan('96385074')).toEqual(gtin('00000096385074'));
    expect(scan('036000291452')).toEqual(gtin('00036000291452'));
    expect(scan('4006381333931')).toEqual(gtin('04006381333931'));
    expect(scan('80614141123458')).toEqual(gtin('80614141123458'));
  });

  test('a wrong check digit is said to be one', () => {
    for (const data of ['96385075', '036000291453', '4006381333930', '80614141123459'])
      expect(scan(data)).toEqual(refused('checkDigit'));
  });

  test('eight digits are an EAN-8 when its check digit holds', () => {
    expect(scan('96385074')).toEqual(gtin('00000096385074'));
  });

  test('eight digits are a UPC-E when only that check digit holds', () => {
    expect(scan('06543217')).toEqual(gtin('00065100004327'));
    expect(scan('06543218')).toEqual(refused('checkDigit'));
  });

  test('eight digits that both could be are an EAN-8', () => {
    expect(scan('01234565')).toEqual(gtin('00000001234565'));
    expect(scan('01234565', ']E4')).toEqual(gtin('00000001234565'));
    expect(scan('01234565', ']E0')).toEqual(gtin('00012345000065'));
  });

  test('three to five digits are a PLU without its leading zeros', () => {
    expect(scan('4011')).toEqual({ kind: 'plu', plu: '4011' });
    expect(scan('94011')).toEqual({ kind: 'plu', plu: '94011' });
    expect(scan('123')).toEqual({ kind: 'plu', plu: '123' });
    expect(scan('04011')).toEqual({ kind: 'plu', plu: '4011' });
    expect(scan('0000')).toEqual(refused('notABarcode'));
  });

  test('any other number of digits is no barcode', () => {
    for (const length of [1, 2, 6, 7, 9, 10, 11, 15, 18, 4096])
      expect(scan('4'.repeat(length))).toEqual(refused('notABarcode'));
  });
});

describe('EAN and UPC symbols', () => {
  test('an identifier in front of the data or beside it leads to the same item', () => {
    expect(scan(']E04006381333931')).toEqual(gtin('04006381333931'));
    expect(scan('4006381333931', ']E0')).toEqual(gtin('04006381333931'));
  });

  test('UPC-E arrives expanded, or as its own six, seven or eight digits', () => {
    for (const data of ['0012345000065', '012345000065', '01234565', '0123456', '123456']) {
      expect(scan(data, ']E0')).toEqual(gtin('00012345000065'));
    }
  });

  test('six and seven digits are no UPC-E unless the reader says so', () => {
    expect(scan('123456')).toEqual(refused('notABarcode'));
    expect(scan('0123456')).toEqual(refused('notABarcode'));
  });

  test('a UPC-E whose check digit is wrong is not taken for an EAN-8', () => {
    expect(scan('01000108')).toEqual(gtin('00000001000108'));
    expect(scan('01000108', ']E0')).toEqual(refused('checkDigit'));
  });

  test('an EAN-8 is read under its own identifier, and under the family one where it cannot be UPC-E', () => {
    expect(scan('96385074', ']E4')).toEqual(gtin('00000096385074'));
    expect(scan('96385074', ']E0')).toEqual(gtin('00000096385074'));
    expect(scan('4006381333931', ']E4')).toEqual(refused('notABarcode'));
  });

  test('an add-on says nothing about the item, in one symbol or in two', () => {
    expect(scan('977147396801212', ']E3')).toEqual(gtin('09771473968012'));
    expect(scan('977147396801212345', ']E3')).toEqual(gtin('09771473968012'));
    expect(scan(']E09771473968012]E112')).toEqual(gtin('09771473968012'));
    expect(scan(']E09771473968012]E212345')).toEqual(gtin('09771473968012'));
    expect(scan('977147396801912', ']E3')).toEqual(refused('checkDigit'));
    expect(scan('9771473968012', ']E3')).toEqual(refused('notABarcode'));
  });

  test('an add-on alone names nothing', () => {
    expect(scan('12', ']E1')).toEqual(refused('unsupportedSymbol'));
    expect(scan('12345', ']E2')).toEqual(refused('unsupportedSymbol'));
  });

  test('a case in ITF-14 is a GTIN-14', () => {
    expect(scan('80614141123458', ']I1')).toEqual(gtin('80614141123458'));
    expect(scan('123456', ']I0')).toEqual(refused('notABarcode'));
  });
});

describe('GS1 symbols', () => {
  test('GS1-128, DataBar, DataMatrix, QR and DotCode give the GTIN of AI (01) and what else they say', () => {
    for (const aim of [']C1', ']e0', ']d2', ']Q3', ']J1']) {
      expect(scan('010950600013435217261231', aim)).toEqual({ ...gtin('09506000134352'), expiry: '261231' });
      expect(scan(`${aim}0109506000134352`)).toEqual(gtin('09506000134352'));
    }
  });

  test('a wrong check digit in AI (01) is said to be one', () => {
    expect(scan('0109506000134353', ']d2')).toEqual(refused('checkDigit'));
  });

  test('a reader without identifiers shows one by the GTIN in front, or by the separator', () => {
    expect(scan('0109506000134352')).toEqual(gtin('09506000134352'));
    expect(scan('010950600013435210A\u001d21B')).toEqual({ ...gtin('09506000134352'), batch: 'A', serial: 'B' });
    expect(scan('\u001d10A\u001d0109506000134352')).toEqual({ ...gtin('09506000134352'), batch: 'A' });
    expect(scan('0109506000134353')).toEqual(refused('checkDigit'));
  });

  test('elements that break their own rules are refused as such', () => {
    for (const data of ['010950600013435204123', '010950600013435217261301', '01095060001343523922499', '10ABC'])
      expect(scan(data, ']C1')).toEqual(refused('badElements'));
  });

  test('what names no goods is an unsupported symbol', () => {
    expect(scan('00106141412345678908', ']C1')).toEqual(refused('unsupportedSymbol'));
    expect(scan('4006381333931', ']C0')).toEqual(refused('unsupportedSymbol'));
    expect(scan('4006381333931', 'garbage')).toEqual(refused('unsupportedSymbol'));
  });
});

describe('Digital Links', () => {
  test('with an identifier or without, they name their item', () => {
    const named = { ...gtin('09506000134352'), serial: '1', expiry: '261231' };
    for (const aim of [']Q1', ']d1', ']J0', undefined])
      expect(scan('https://id.gs1.org/01/09506000134352/21/1?17=261231', aim)).toEqual(named);
  });

  test('a compressed one, a wrong check digit and broken rules are told apart', () => {
    expect(scan('https://id.gs1.org/ARFKk4XB0CDKWcnpq', ']Q1')).toEqual(refused('unsupportedSymbol'));
    expect(scan('https://id.gs1.org/01/09506000134353')).toEqual(refused('checkDigit'));
    expect(scan('https://id.gs1.org/01/09506000134352?21=1')).toEqual(refused('badElements'));
  });

  test('any other text in a matrix code is no barcode', () => {
    for (const data of ['https://example.org/menu', '4006381333931', 'WIFI:S:guest;;', '0109506000134352'])
      expect(scan(data, ']Q1')).toEqual(refused('notABarcode'));
  });
});

describe('the store’s own labels', () => {
  test('a price label and a weight label are read by their templates', () => {
    expect(scan('0200123928758')).toEqual(refused('checkDigit'));
    expect(scan('0200123928759')).toEqual({ kind: 'inStore', itemCode: '00123', price: 2875 });
    expect(scan('0200123928759', ']E0')).toEqual({ kind: 'inStore', itemCode: '00123', price: 2875 });
    expect(scan('2300426146855')).toEqual({ kind: 'inStoreWeight', itemCode: '0042', grams: 14_685 });
  });

  test('a UPC-A of number system 2 is the same label', () => {
    expect(scan('200123928759')).toEqual({ kind: 'inStore', itemCode: '00123', price: 2875 });
  });

  test('a verifier digit that is wrong makes a bad label, though the check digit holds', () => {
    expect(scan('0200123828752')).toEqual(refused('badLabel'));
  });

  test('without a template the number is a GTIN of the store’s own', () => {
    expect(scan('2000000000015')).toEqual(gtin('02000000000015'));
    expect(scan('2000000000016')).toEqual(refused('checkDigit'));
    expect(identify({ data: '0200123928759' }, [])).toEqual(gtin('00200123928759'));
  });

  test('an EAN-8 that begins with 2 is no label', () => {
    expect(scan('20000004')).toEqual(gtin('00000020000004'));
  });
});

describe('what is no barcode', () => {
  test('nothing is empty, with an identifier or without', () => {
    expect(scan('')).toEqual(refused('empty'));
    expect(scan(']E0')).toEqual(refused('empty'));
    expect(scan('', ']E0')).toEqual(refused('empty'));
  });

  test('more than 4096 characters are too long, whatever they are', () => {
    expect(scan('1'.repeat(MAX_SCAN_LENGTH + 1))).toEqual(refused('tooLong'));
    expect(scan(`]Q1${'a'.repeat(MAX_SCAN_LENGTH)}`)).toEqual(refused('tooLong'));
    expect(scan('1'.repeat(MAX_SCAN_LENGTH))).toEqual(refused('notABarcode'));
  });

  const hostile: readonly (readonly [name: string, data: string])[] = [
    ['a control character', '4006381333931\u0000'],
    ['a line end', '4006381333931\r'],
    ['a tab and a shortcut', '\t\u001b[3~4006381333931'],
    ['markup', '<img src=x onerror=alert(1)>'],
    ['SQL', "4006381333931'; DROP TABLE items;--"],
    ['a prototype', '__proto__'],
    ['a right-to-left override', '\u202e1393331836004'],
    ['invalid UTF-8', '\ufffd\ufffd4006381333931'],
    ['half a surrogate pair', '\ud83d4006381333931'],
    ['a sign', '-4006381333931'],
    ['an exponent', '4e12'],
    ['digits of another script', '٤٠٠٦٣٨١٣٣٣٩٣١'],
    ['full-width digits', '４００６３８１３３３９３１'],
    ['a space around it', ' 4006381333931'],
    ['a path', '../../etc/passwd'],
    ['an ordinary address', 'https://example.org/01/'],
    ['a script address', 'javascript:alert(1)'],
  ];
  for (const [name, data] of hostile) {
    test(`${name} is no barcode`, () => {
      expect(scan(data)).toEqual(refused('notABarcode'));
      expect(scan(data, ']E0')).toEqual(refused('notABarcode'));
    });
  }

  test('no identifier makes a word of the prototype a carrier', () => {
    for (const aim of ['__proto__', 'constructor', 'toString'])
      expect(scan('4006381333931', aim)).toEqual(refused('unsupportedSymbol'));
  });
});
