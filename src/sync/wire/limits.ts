/** Most bytes of one message on the store bus, its envelope included. Brokers refuse more before they buffer it. */
export const MAX_MESSAGE_BYTES = 192 * 1024;

/** Most bytes of a retained state (Homie): a description or a property. */
export const MAX_STATE_BYTES = 16 * 1024;

/** Most tags that one entry of the ledger names; with its signature it stays well under a message. */
export const MAX_ENTRY_KEYS = 4096;

/** Most entries of one page of an answer, and about how many bytes of them; a single entry always fits. */
export const MAX_PAGE_ENTRIES = 200;
export const PAGE_BYTES = 32 * 1024;

/** Most boxes of one store, and with that most entries of its list of public keys. */
export const MAX_BOXES = 256;

/** Most epochs of one journal that are asked about: each restored or cloned disk begins one. */
export const MAX_EPOCHS = 64;
