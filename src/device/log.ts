/** Plain facts for a log line. Never scan contents, receipt text or anything of a payment but its codes. */
export type LogFields = Readonly<Record<string, string | number | boolean>>;

/** All that this room asks of a logger: stable codes with plain fields. */
export interface DeviceLog {
  info(code: string, fields?: LogFields): void;
  warn(code: string, fields?: LogFields): void;
}
