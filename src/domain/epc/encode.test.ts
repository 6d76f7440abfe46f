import { describe, expect, it } from 'vitest';
import { encodeEpc } from './encode.ts';

const reasonOf = (uri: string, options = {}) => {
  const encoded = encodeEpc(uri, options);
  return encoded.kind === 'refused' ? encoded.reason : encoded;
};

describe('a tag', () => {
  it('is written of a tag URI', () => {
    expect(encodeEpc('urn:epc:tag:sgtin-96:3.0614141.812345.6789')).toEqual({
      kind: 'encoded',
      scheme: 'SGTIN-96',
      hex: '3074257BF7194E4000001A85',
      bits: 96,
    });
  });

  it('is filled with zeros to whole words', () => {
    expect(encodeEpc('urn:epc:tag:sgtin-198:3.0614141.812345.6789')).toMatchObject({ bits: 198 });
    expect(encodeEpc('urn:epc:tag:sgtin-198:3.0614141.812345.6789')).toHaveProperty('hex.length', 52);
  });

  it.each([
    ['0', 'SGTIN-96'],
    ['274877906943', 'SGTIN-96'],
    ['274877906944', 'SGTIN-198'],
    ['007', 'SGTIN-198'],
    ['A', 'SGTIN-198'],
  ])('of a pure identity with serial number %s is an %s, the shortest that holds it', (serial, scheme) => {
    expect(encodeEpc(`urn:epc:id:sgtin:0614141.812345.${serial}`, { filter: 1 })).toMatchObject({ scheme });
  });

  it('of a Digital Link has a host name where the link is not at id.gs1.org, or another is wanted', () => {
    const link = 'https://id.gs1.org/01/79521141123453/21/1';
    expect(encodeEpc(link)).toMatchObject({ scheme: 'SGTIN+' });
    expect(encodeEpc(link, { host: 'example.com' })).toMatchObject({ scheme: 'SGTIN++' });
    expect(encodeEpc('https://example.com/01/79521141123453/21/1')).toMatchObject({ scheme: 'SGTIN++' });
    expect(encodeEpc('https://example.com/01/79521141123453/21/1', { host: 'id.gs1.org' })).toMatchObject({
      scheme: 'SGTIN+',
    });
  });

  it('of a Digital Link with a date is a DSGTIN+', () => {
    expect(encodeEpc('https://id.gs1.org/01/79521141123453/21/1?15=260101')).toMatchObject({ scheme: 'DSGTIN+' });
  });

  it('takes escapes of either case and writes the same', () => {
    const upper = encodeEpc('urn:epc:tag:sgtin-198:3.0614141.812345.a%2Fb');
    expect(encodeEpc('urn:epc:tag:sgtin-198:3.0614141.812345.a%2fb')).toEqual(upper);
  });

  it.each([
    ['12', 0],
    ['12AB', 1],
    ['12ab', 2],
    ['Zz_-', 3],
    ['a/b', 4],
    ['ABC.DE', 5],
  ])('writes the serial number %s in the fewest bits, indicator %i', (serial, indicator) => {
    const encoded = encodeEpc(`https://id.gs1.org/01/79521141123453/21/${encodeURIComponent(serial)}`);
    expect(encoded.kind === 'encoded' && Number.parseInt(encoded.hex.charAt(17), 16) >> 1).toBe(indicator);
  });
});

describe('what can not be written is refused:', () => {
  it.each([
    ['', 'empty'],
    [`urn:epc:id:sgtin:${'1'.repeat(1024)}`, 'tooLong'],
    ['urn:epc:tag:', 'notAUri'],
    ['urn:epc:raw:96.x3074257BF7194E4000001A85', 'notAUri'],
    ['URN:EPC:TAG:SGTIN-96:3.0614141.812345.6789', 'notAUri'],
    ['urn:epc:tag:sgtin-64:3.0614141.812345.6789', 'unknownScheme'],
    ['urn:epc:tag:constructor-96:1', 'unknownScheme'],
    ['urn:epc:id:pgln:9521141.89012', 'unknownScheme'],
    ['urn:epc:tag:sgtin-96:3.0614141.812345', 'components'],
    ['urn:epc:tag:sgtin-96:8.0614141.812345.6789', 'filter'],
    ['urn:epc:tag:sgtin-96:03.0614141.812345.6789', 'filter'],
    ['urn:epc:tag:sgtin-96:3.06141.81234567.6789', 'companyPrefix'],
    ['urn:epc:tag:sgtin-96:3.061414a.812345.6789', 'companyPrefix'],
    ['urn:epc:tag:sgtin-96:3.0614141.81234.6789', 'reference'],
    ['urn:epc:tag:sgtin-96:3.0614141.812345.06789', 'serial'],
    ['urn:epc:tag:sgtin-96:3.0614141.812345.6789 ', 'escape'],
    ['urn:epc:tag:sgtin-96:3.0614141.812345.1.2', 'serial'],
    ['urn:epc:tag:sgtin-96:3.0614141.812345.274877906944', 'serial'],
    ['urn:epc:tag:sgtin-96:3.0614141.812345.%36', 'escape'],
    ['urn:epc:tag:sgtin-198:3.%30614141.812345.6', 'escape'],
    ['urn:epc:tag:sgtin-198:3.0614141.812345.a/b', 'escape'],
    ['urn:epc:tag:sgtin-198:3.0614141.812345.a%2', 'escape'],
    ['urn:epc:tag:sgtin-198:3.0614141.812345.a%20', 'character'],
    ['urn:epc:tag:sgtin-198:3.0614141.812345.a%FF', 'character'],
    ['urn:epc:tag:sgtin-198:3.0614141.812345.', 'textLength'],
    ['urn:epc:tag:sgtin-198:3.0614141.812345.123456789012345678901', 'textLength'],
    ['urn:epc:tag:sgcn-96:3.9521141.67890.1234567890123', 'serial'],
    ['urn:epc:tag:usdod-96:3.CAGE.1', 'character'],
    ['https://id.gs1.org/01/79521141123453', 'components'],
    ['https://id.gs1.org/00/095201234567891235/21/1', 'components'],
    ['http://id.gs1.org/00/095201234567891235', 'notAUri'],
    ['https://id.gs1.org/00/095201234567891235#a', 'notAUri'],
    ['https://id.gs1.org/00/095201234567891235?17=260101', 'unknownScheme'],
    ['https://id.gs1.org/8013/1987654Ad4X4bL5ttr2310c2K', 'unknownScheme'],
    ['https://id.gs1.org/00/095201234567891234', 'checkDigit'],
    ['https://id.gs1.org/00/95201234567891235', 'digit'],
    ['https://id.gs1.org/253/9521141123454', 'textLength'],
    ['https://id.gs1.org/01/79521141123453/21/%', 'escape'],
    ['https://id.gs1.org/01/79521141123453/21/%C3%A9', 'escape'],
    ['https://id.gs1.org/01/79521141123453/21/a%20b', 'character'],
    ['https://id.gs1.org/01/79521141123453/21/1?17=260231', 'date'],
    ['https://id.gs1.org/01/79521141123453/21/1?17=260228&10=A', 'date'],
    ['https://user@example.com/01/79521141123453/21/1', 'host'],
    ['https://-a.com/01/79521141123453/21/1', 'host'],
  ])('%s (%s)', (uri, reason) => {
    expect(reasonOf(uri)).toBe(reason);
  });

  it('a filter value that is none', () => {
    expect(reasonOf('urn:epc:id:sgtin:0614141.812345.1', { filter: 8 })).toBe('filter');
    expect(reasonOf('https://id.gs1.org/00/095201234567891235', { filter: 1.5 })).toBe('filter');
  });

  it('what no tag can hold', () => {
    const host = `${'a'.repeat(60)}.zz`;
    expect(reasonOf(`https://${host}/01/79521141123453/21/${'%22'.repeat(20)}`)).toBe('tooLong');
  });
});
