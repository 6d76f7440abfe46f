/** Topics of the readers that `startIotReaders` plays; a lane's address ends in one of them. */
export const IMPINJ_TOPIC = 'checkstand/emulator/impinj';
export const ZEBRA_TOPIC = 'checkstand/emulator/zebra';
