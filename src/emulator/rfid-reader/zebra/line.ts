/** What a reader has to say, by the interface that says it. */
export type ZebraVoice = 'data' | 'events' | 'controlResponse' | 'managementResponse';

/** What a command is answered with; null when it fails. */
export type ZebraAnswer = (command: string, control: boolean, payload: unknown) => unknown;

/** How a reader and its host reach each other. */
export interface ZebraLine {
  plug(): Promise<void>;
  unplug(): Promise<void>;
  readonly plugged: boolean;
  readonly connected: boolean;
  say(voice: ZebraVoice, body: string | Uint8Array): void;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
