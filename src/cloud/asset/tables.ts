/**
 * Files that are known by their content. The bytes of each are kept once, whoever has it; `retailer_assets` says whose it is, and nobody else
 * is given it.
 */
export const ASSET_TABLES: readonly string[] = [
  `CREATE TABLE assets (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256 bytea NOT NULL UNIQUE CHECK (length(sha256) = 32),
    bytes bigint NOT NULL CHECK (bytes > 0)
  )`,
  `CREATE TABLE asset_chunks (
    asset bigint NOT NULL REFERENCES assets (id) ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE,
    start bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (asset, start)
  )`,
  // They are packed already, as pictures are, or ciphered.
  `ALTER TABLE asset_chunks ALTER bytes SET STORAGE EXTERNAL`,
  `CREATE TABLE retailer_assets (
    retailer text NOT NULL,
    asset bigint NOT NULL REFERENCES assets (id),
    kind text NOT NULL CHECK (kind IN ('picture', 'firmware')),
    version text,
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (retailer, asset, kind)
  )`,
  `CREATE INDEX retailer_assets_by_asset ON retailer_assets (asset)`,
];
