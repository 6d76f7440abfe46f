import type { AssetRef, PictureType } from '../../domain/asset/asset.ts';

/** Where a box keeps files that are known by their content. @throws Fault STORAGE_* from what reads or writes. */
export interface AssetShelf {
  /** Looks what is there; until then nothing is. What is no file of the shelf goes. */
  load(): Promise<void>;
  /** Drops what was begun of files that are not wanted any more. */
  tidy(wanted: ReadonlySet<string>): Promise<void>;
  /** Path of a file that is here, whole and checked; null for any other. */
  path(sha256: string): string | null;
  /** Bytes that an attempt has left so far. */
  begun(sha256: string): number;
  /**
   * Whether what a file still lacks has room, within the budget and without touching the disk's reserve. Of the files that are not wanted the
   * oldest go for it.
   */
  makeRoom(ref: AssetRef, wanted: ReadonlySet<string>): boolean;
  /** Writes behind what is there. */
  append(sha256: string, bytes: Uint8Array): void;
  /** Forces to the disk what was appended. */
  flush(sha256: string): Promise<void>;
  /** Puts a file in its place if it is the one of its name and fit for use; drops it otherwise. */
  publish(ref: AssetRef): Promise<'published' | 'spoilt'>;
  /** Drops what was begun. */
  discard(sha256: string): void;
}

/** How far the files are that a box is to have. */
export interface AssetStatus {
  readonly wanted: number;
  /** Of them, those that are not here yet. */
  readonly missing: number;
  /** Why that does not change: a problem's stable code, UNREACHABLE, ASSETS_SPOILT, ASSETS_GONE or ASSETS_NO_ROOM. */
  readonly problem: string | null;
}

/** Pictures of items, as the screens get them. */
export interface PicturesPort {
  /** SHA-256 of an item's picture where its file is here. */
  of(itemId: string): string | null;
  /** Null for what is not here. */
  read(sha256: string): Promise<{ readonly type: PictureType; readonly bytes: Uint8Array } | null>;
}

/** Of a box that has none. */
export const NO_PICTURES: PicturesPort = { of: () => null, read: async () => null };
