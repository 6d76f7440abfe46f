import type { AssetRef } from '../../domain/asset/asset.ts';
import type { CloudLink, Take } from '../feed/link.ts';
import type { Refused, Unreachable } from '../upload/client.ts';

/** What is had of a file by one request: a cut costs no more, and others have their turn in between. */
export const PIECE_BYTES = 1024 * 1024;
/** Milliseconds without a byte until an answer is given up. */
const IDLE_MS = 15_000;

export type PieceReply =
  | { readonly kind: 'had' }
  /** What came is not of that file. */
  | { readonly kind: 'spoilt' }
  | Refused
  | Unreachable;

export interface AssetClient {
  /** Hands on the next bytes of a file behind those that are `held`. What `take` throws comes out. */
  piece(ref: AssetRef, held: number, take: Take): Promise<PieceReply>;
}

/** Asks the cloud for files by their content; what it gives is believed once it has been hashed, not here. */
export function assetClient(link: Pick<CloudLink, 'get'>): AssetClient {
  return {
    async piece({ sha256, bytes }, held, take) {
      const end = Math.min(bytes, held + PIECE_BYTES);
      const headers = { range: `bytes=${held}-${end - 1}`, 'if-range': `"${sha256}"` };
      const most = end - held;
      let came = 0;
      const answer = await link.get({ path: `/v1/assets/${sha256}`, headers, idle: IDLE_MS, most }, (chunk) => {
        came += chunk.length;
        take(chunk);
      });
      if (answer.kind === 'refused' && answer.code === 'TOO_LARGE') return { kind: 'spoilt' };
      if (answer.kind !== 'ok') return answer;
      // Whoever knows no ranges gives the whole: that is what was asked for where the whole is one piece.
      const isAsked = answer.status === 206 || (answer.status === 200 && most === bytes);
      return { kind: isAsked && came === most ? 'had' : 'spoilt' };
    },
  };
}
