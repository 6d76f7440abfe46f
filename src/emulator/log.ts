/** Where an emulator tells what happens on its line. `event` is a short phrase; no card data is ever in `detail`. */
export type EmulatorLog = (device: string, event: string, detail?: Readonly<Record<string, unknown>>) => void;

/** Says nothing. */
export const silentLog: EmulatorLog = () => {};
