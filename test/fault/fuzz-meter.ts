import { strict as assert } from 'node:assert';
import { PacketMeter } from '../../src/sync/hub/packet-meter.ts';
import type { Hostile } from './hostile-bytes.ts';

const MOST = 300;
/** CONNECT, PUBLISH with a length of two bytes, PINGREQ, one announced too long, and a length without end. */
const PACKETS = [
  ['100c', '00044d51545404020000', '0000'],
  ['30ac02', '0003612f62', '78'.repeat(295)],
  ['c000'],
  ['30ad02', '0003612f62'],
  ['30ffffffff7f'],
  ['30ffffff7f'],
  ['308080808001'],
].map((parts) => Uint8Array.from(Buffer.from(parts.join(''), 'hex')));

/**
 * Where a stream stops being packets of `most` bytes at most, read as MQTT 3.1.1 (section 2.2.3) writes a length: the offset behind
 * the byte that shows it; null where it holds.
 */
function breaksAt(bytes: Uint8Array): number | null {
  let at = 0;
  while (at < bytes.length) {
    at += 1;
    let length = 0;
    for (let digits = 1; ; digits += 1) {
      const byte = bytes[at];
      if (byte === undefined) return null;
      at += 1;
      length += (byte % 128) * 128 ** (digits - 1);
      if (length > MOST || (byte >= 128 && digits === 4)) return at;
      if (byte < 128) break;
    }
    at += length;
  }
  return null;
}

/**
 * One input of the campaign: packets spoilt and cut anywhere. The meter says the same however the stream is cut, gives up at the piece
 * in which a packet shows itself too long and no later, and so lets through no more than one packet of the size that is allowed.
 */
export function hostileMeter(hostile: Hostile): void {
  const bytes = hostile.spoilt(PACKETS, 1500);
  const breaks = breaksAt(bytes);
  assert.equal(new PacketMeter(MOST).take(bytes), breaks === null);
  const meter = new PacketMeter(MOST);
  let through = 0;
  for (const piece of hostile.pieces(bytes)) {
    const holds = meter.take(piece);
    through += piece.length;
    assert.equal(holds, breaks === null || through < breaks);
    if (!holds) return;
  }
}
