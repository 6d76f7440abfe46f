import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { csvOf } from './csv.ts';
import { epcisOf } from './epcis.ts';
import { poslogOf } from './poslog.ts';
import type { Sale } from './sales.ts';
import { decimalOf } from './table.ts';
import { xlsxOf } from './xlsx.ts';

const sale = (more: Partial<Sale> = {}): Sale => ({
  store: 's1',
  workstation: 'lane-1',
  transactionId: 't1',
  receiptNumber: 'A7K2-000001',
  businessDay: '2026-03-02',
  completedAt: '2026-03-02T10:00:00.000Z',
  training: false,
  returnOf: null,
  currency: 'GBP',
  gross: 549,
  discount: 50,
  tax: 0,
  total: 499,
  contentHash: 'x',
  lines: [
    {
      lineId: 'l1',
      itemId: 'milk',
      name: 'Milk, "whole"',
      quantity: 1,
      grams: null,
      gross: 549,
      discount: 50,
      net: 499,
      tax: 0,
      modifiers: [{ promotionId: 'p1', title: 'Milk week', amount: 50, fundedBy: null }],
    },
  ],
  tenders: [{ attemptId: 'a', tender: 'card', amount: 499 }],
  taxes: [{ code: 'Z', percent: '0', base: 499, tax: 0 }],
  epcs: [],
  returnedEpcs: [],
  ...more,
});

async function* sold(...sales: readonly Sale[]): AsyncGenerator<Sale> {
  yield* sales;
}
const text = async (pieces: AsyncIterable<string>) => (await Readable.from(pieces).toArray()).join('');
/** SGTIN-96 of TDS 2.x, appendix E. */
const TAG = '3074257BF7194E4000001A85';

describe('amounts of an export', () => {
  it.each([
    [1234, 'GBP', '12.34'],
    [-5, 'GBP', '-0.05'],
    [1234, 'JPY', '1234'],
    [0, 'KWD', '0.000'],
    [7, 'XXX', '0.07'],
  ])('%i of %s is %s', (amount, currency, decimal) => expect(decimalOf(amount, currency)).toBe(decimal));
});

describe('an export as CSV', () => {
  it('has a head and a row a line, quoted where it must be', async () => {
    expect((await text(csvOf(sold(sale())))).split('\r\n')).toEqual([
      'store,workstation,businessDay,completedAt,receiptNumber,transactionId,returnOf,line,itemId,name,quantity,grams,currency,gross,discount,net,tax,promotions',
      's1,lane-1,2026-03-02,2026-03-02T10:00:00.000Z,A7K2-000001,t1,,1,milk,"Milk, ""whole""",1,,GBP,5.49,0.50,4.99,0.00,p1',
      '',
    ]);
  });

  it('runs nothing in a spreadsheet, whatever an item is called', async () => {
    const lines = ['=HYPERLINK("x")', '+1', '-1', '@SUM(1)', '\t=1'].map((name) => ({ ...sale().lines[0]!, name }));
    const rows = (await text(csvOf(sold(sale({ lines }))))).split('\r\n').slice(1, -1);
    expect(rows.map((row) => row.split(',')[9])).toEqual([`"'=HYPERLINK(""x"")"`, "'+1", "'-1", "'@SUM(1)", "'\t=1"]);
  });
});

describe('an export as a workbook', () => {
  it('is a ZIP of a sheet whose numbers are numbers and whose texts are no markup', async () => {
    const lines = [{ ...sale().lines[0]!, name: '<b>&\u0001' }];
    const bytes = await buffer(xlsxOf(sold(sale({ lines }))));
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    const sheet = (await unzipped(bytes)).get('xl/worksheets/sheet1.xml') ?? '';
    expect(sheet).toContain('<is><t xml:space="preserve">&lt;b&gt;&amp;</t></is></c><c><v>1</v></c><c/>');
    expect(sheet).toContain('<c><v>5.49</v></c><c><v>0.50</v></c>');
    expect(sheet.match(/<row>/g)).toHaveLength(2);
  });

  it('ends in an error where the database does, not in a sheet that looks whole', async () => {
    const breaking = async function* (): AsyncGenerator<Sale> {
      yield sale();
      throw new Error('the database is away');
    };
    await expect(buffer(xlsxOf(breaking()))).rejects.toThrow('the database is away');
  });
});

describe('an export in the words of POSLog', () => {
  it('has lines with their savings, tenders, taxes and totals, as decimals', async () => {
    const { POSLog } = JSON.parse(await text(poslogOf(sold(sale(), sale({ transactionId: 't2', returnOf: 't1' })))));
    expect(POSLog.Transaction[0]).toMatchObject({
      RetailStoreID: 's1',
      BusinessDayDate: '2026-03-02',
      RetailTransaction: {
        LineItem: [
          {
            SequenceNumber: 1,
            Sale: { ItemID: 'milk', ExtendedAmount: '4.99', RetailPriceModifier: [{ PromotionID: 'p1' }] },
          },
          { SequenceNumber: 2, Tender: { TenderType: 'CreditDebit', Amount: '4.99' } },
          { SequenceNumber: 3, Tax: { TaxGroupID: 'Z', TaxableAmount: '4.99' } },
        ],
      },
    });
    expect(POSLog.Transaction[1].RetailTransaction).toMatchObject({
      TransactionLink: { TransactionID: 't1' },
      LineItem: [{ Return: { ItemID: 'milk' } }, {}, {}],
    });
  });

  it('of no sale is an empty list', async () => {
    expect(JSON.parse(await text(poslogOf(sold()))).POSLog.Transaction).toEqual([]);
  });
});

describe('an export as EPCIS', () => {
  it('tells of each sale and return once, under an id that stays the same', async () => {
    const sales = [
      sale({ epcs: [TAG, 'FFFF'] }),
      sale({ transactionId: 't2', returnedEpcs: [TAG] }),
      sale({ transactionId: 't3' }),
    ];
    const told = await text(epcisOf(sold(...sales)));
    const { epcisBody, type, schemaVersion } = JSON.parse(told);
    expect([type, schemaVersion]).toEqual(['EPCISDocument', '2.0']);
    expect(epcisBody.eventList).toMatchObject([
      { bizStep: 'retail_selling', disposition: 'retail_sold', epcList: ['urn:epc:id:sgtin:0614141.812345.6789'] },
      { bizStep: 'accepting', disposition: 'returned' },
    ]);
    expect(await text(epcisOf(sold(...sales)))).toBe(told);
  });
});

/** The files of a ZIP by name, read by its central directory. Source: APPNOTE.TXT, section 4.3. */
async function unzipped(bytes: Buffer): Promise<Map<string, string>> {
  const { inflateRawSync } = await import('node:zlib');
  const files = new Map<string, string>();
  const end = bytes.lastIndexOf(Buffer.from('504b0506', 'hex'));
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count -= 1) {
    const [method, size, name, extra, comment, local] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
      bytes.readUInt16LE(at + 30),
      bytes.readUInt16LE(at + 32),
      bytes.readUInt32LE(at + 42),
    ];
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(start, start + size);
    files.set(bytes.subarray(at + 46, at + 46 + name).toString(), String(method === 8 ? inflateRawSync(data) : data));
    at += 46 + name + extra + comment;
  }
  return files;
}
