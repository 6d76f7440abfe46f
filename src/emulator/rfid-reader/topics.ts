/** Topics of the readers that `startIotReaders` plays; a lane's address ends in one of them. */
export const IMPINJ_TOPIC = 'checkstand/emulator/impinj';
export const ZEBRA_TOPIC = 'checkstand/emulator/zebra';

/** The login that Zebra's readers are delivered with, and that the emulated one over HTTP has kept. */
export const ZEBRA_LOGIN = { username: 'admin', password: 'change' } as const;
