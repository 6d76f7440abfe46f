/** Structured log of a room: a stable code and fields. Never scan contents, card data or secrets. */
export interface Log {
  debug(code: string, fields?: Readonly<Record<string, unknown>>): void;
  info(code: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(code: string, fields?: Readonly<Record<string, unknown>>): void;
  error(code: string, fields?: Readonly<Record<string, unknown>>): void;
}
