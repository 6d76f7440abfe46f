/**
 * The feed. `scope` is 0 for the retailer, 1 for a store, 2 for a workstation; `owner` says which (see feed/audience.ts). `value` is JSON as
 * it was published, never rewritten; NULL is a tombstone. `version` is unique in a retailer's feed.
 */
export const FEED_TABLES: readonly string[] = [
  // Stores that are not named belong to the retailer "main".
  `CREATE TABLE stores (store text PRIMARY KEY, retailer text NOT NULL)`,
  // Its row is what publishers wait for one another at.
  `CREATE TABLE feed_publishers (retailer text PRIMARY KEY, version bigint NOT NULL DEFAULT 0)`,
  `CREATE TABLE feed_rows (
    retailer text NOT NULL,
    scope smallint NOT NULL CHECK (scope BETWEEN 0 AND 2),
    owner text NOT NULL,
    collection text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    value text,
    PRIMARY KEY (retailer, scope, owner, collection, key)
  )`,
  `CREATE UNIQUE INDEX feed_rows_by_version ON feed_rows (retailer, scope, owner, version)`,
  // The checksum of every collection in every scope, kept by the publisher: domain/feed/digest.ts.
  `CREATE TABLE feed_digests (
    retailer text NOT NULL,
    scope smallint NOT NULL,
    owner text NOT NULL,
    collection text NOT NULL,
    version bigint NOT NULL,
    rows bigint NOT NULL,
    a bigint NOT NULL,
    b bigint NOT NULL,
    c bigint NOT NULL,
    PRIMARY KEY (retailer, scope, owner, collection)
  )`,
  // What is new is asked for twice a second while anyone waits.
  `CREATE INDEX feed_digests_by_version ON feed_digests (retailer, version)`,
  `CREATE TABLE feed_snapshots (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    retailer text NOT NULL,
    scope smallint NOT NULL,
    owner text NOT NULL,
    version bigint NOT NULL,
    rows bigint NOT NULL,
    bytes bigint NOT NULL,
    sha256 bytea NOT NULL,
    built_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (retailer, scope, owner, version)
  )`,
  `CREATE TABLE feed_snapshot_chunks (
    snapshot bigint NOT NULL REFERENCES feed_snapshots (id) ON DELETE CASCADE,
    start bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (snapshot, start)
  )`,
  // They are packed already.
  `ALTER TABLE feed_snapshot_chunks ALTER bytes SET STORAGE EXTERNAL`,
];
