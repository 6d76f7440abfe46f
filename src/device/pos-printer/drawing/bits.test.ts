import { expect, it } from 'vitest';
import { ENDS_ANY_COMMAND } from '../encode.ts';
import { escPosPicture, pieces, starPicture } from './bits.ts';

const picture = (rowBytes: number, height: number) => ({
  rowBytes,
  height,
  bits: Uint8Array.from({ length: rowBytes * height }, (_, at) => at & 0xff),
});

it('cuts a picture into whole rows, none so long that what ends any command could not end it', () => {
  const parts = pieces(picture(72, 34));
  expect(parts.map(({ height }) => height)).toEqual([13, 13, 8]);
  expect(Buffer.concat(parts.map(({ bits }) => bits))).toEqual(Buffer.from(picture(72, 34).bits));
  for (const part of parts) expect(escPosPicture(part).length).toBeLessThan(ENDS_ANY_COMMAND.length);
});

it('is printed by GS v 0 and by ESC GS S 1', () => {
  const small = { rowBytes: 1, height: 2, bits: Uint8Array.of(0x81, 0xff) };
  expect(Buffer.from(escPosPicture(small)).toString('hex')).toBe('1d7630000100020081ff');
  expect(Buffer.from(starPicture(small)).toString('hex')).toBe('1b1d53010100020000' + '81ff');
});

it('holds nothing that an ESC/POS printer would carry out at once: no status, no recovery, no pulse', () => {
  const bits = Uint8Array.of(0x10, 0x04, 0x01, 0x10, 0x05, 0x02, 0x10, 0x14, 0x01, 0x10, 0x20, 0x10);
  expect(escPosPicture({ rowBytes: 1, height: 12, bits }).slice(8)).toEqual([
    0x00, 0x04, 0x01, 0x00, 0x05, 0x02, 0x00, 0x14, 0x01, 0x10, 0x20, 0x10,
  ]);
});
