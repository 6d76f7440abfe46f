import { createZstdCompress } from 'node:zlib';

export interface Packer {
  /** Takes text in, and gives what pieces are full. */
  add(text: string): Promise<readonly Buffer[]>;
  /** The rest. */
  end(): Promise<readonly Buffer[]>;
}

/** Packs with zstd as the text comes, into pieces of one size but the last. */
export function packer(pieceBytes: number): Packer {
  const stream = createZstdCompress();
  let packed: Buffer[] = [];
  let size = 0;
  stream.on('data', (bytes: Buffer) => {
    packed.push(bytes);
    size += bytes.length;
  });
  const full = (): Buffer[] => {
    if (size < pieceBytes) return [];
    const all = Buffer.concat(packed);
    const pieces: Buffer[] = [];
    let at = 0;
    for (; at + pieceBytes <= all.length; at += pieceBytes) pieces.push(all.subarray(at, at + pieceBytes));
    packed = [all.subarray(at)];
    size = all.length - at;
    return pieces;
  };
  return {
    add: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve(full())));
      }),
    end: () =>
      new Promise((resolve, reject) => {
        stream.once('error', reject);
        stream.once('end', () => {
          const pieces = full();
          resolve(size > 0 ? [...pieces, Buffer.concat(packed)] : pieces);
        });
        stream.end();
      }),
  };
}
