/**
 * What a workstation keeps on disk: the journal (precious, append-only), the catalogue (rebuilt at will) with the import that
 * fills it, the store's sold ledger (which other boxes have too), and its staff. better-sqlite3 stays in here; what comes out are the workstation's ports and faults whose codes start with STORAGE_.
 */

export { type ArchivedEntry, type EntryArchive, openArchive } from './archive/store.ts';
export { openShelf, type ShelfOptions } from './assets/shelf.ts';
export { type CatalogueCounts, type CatalogueEntry, type Clash, GTIN14, PLU } from './catalogue/entry.ts';
export { type CatalogueStore, NO_CATALOGUE, openCatalogue } from './catalogue/store.ts';
export { type WriteResult, writeCatalogue } from './catalogue/writer.ts';
export { replaceText } from './database/durable-file.ts';
export { holdLock, type Lock } from './database/lock.ts';
export { feedDownloads } from './feed/downloads.ts';
export type { FeedPlaces } from './feed/engine.ts';
export { type FeedStore, feedStore } from './feed/remote.ts';
export { type FeedImport, type ForFeed, readCatalogueForFeed, readPromotionsForFeed } from './import/for-feed.ts';
export { type ImportOptions, importCatalogue } from './import/import.ts';
export type { ImportProblem, ImportReport } from './import/report.ts';
export { type ExportResult, exportJournal } from './journal/export.ts';
export type { JournalOptions } from './journal/options.ts';
export type { JournalRecovery } from './journal/recovery/report.ts';
export type { Checkpoint } from './journal/session.ts';
export { type JournalStore, openJournal } from './journal/store.ts';
export { journalUploadSource } from './journal/upload-source.ts';
export { type JournalBreak, type VerifyResult, verifyExport, verifyJournal } from './journal/verify.ts';
export { type LateLedger, openLateLedger } from './ledger/late.ts';
export { buildLedger } from './ledger/loading.ts';
export type { LedgerOptions } from './ledger/options.ts';
export type { Forgotten } from './ledger/retention.ts';
export type { LedgerSnapshot } from './ledger/snapshot.ts';
export { openLedger, type SoldLedgerStore } from './ledger/store.ts';
export {
  type OperatorAdded,
  type OperatorProblem,
  type OperatorStore,
  type OperatorsOptions,
  openOperators,
  type PinChanged,
} from './operators/store.ts';
export { importPromotions, type PromotionImportOptions, type PromotionImportReport } from './promotions/import.ts';
export { NO_PROMOTIONS, openPromotions, type PromotionStore, sha256 } from './promotions/store.ts';
export { type PhysicalLine, physicalLines } from './text/lines.ts';
export { type AcknowledgementStore, openAcknowledgements } from './upload/acknowledgements.ts';
