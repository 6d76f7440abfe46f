/** Who may talk to the screens' server at all: its own addresses, by Host and Origin (against DNS rebinding and foreign pages). */
export interface OriginRules {
  /** True for a Host header that names this server. */
  host(host: string | undefined): boolean;
  /** True for an Origin header of this server's own pages; a missing one only where `required` is false. */
  origin(origin: string | undefined, required: boolean): boolean;
}

/** Rules for a server on `port`, reachable as 127.0.0.1, localhost and [::1], and as `host` when that is another address. */
export function originRules(host: string, port: number): OriginRules {
  const names = new Set(['127.0.0.1', 'localhost', '[::1]']);
  if (!['0.0.0.0', '::', '127.0.0.1', '::1', 'localhost'].includes(host))
    names.add(host.includes(':') ? `[${host}]` : host);
  const hosts = new Set([...names].map((name) => `${name}:${port}`));
  const origins = new Set([...hosts].map((it) => `http://${it}`));
  return {
    host: (value) => value !== undefined && hosts.has(value.toLowerCase()),
    origin: (value, required) => (value === undefined ? !required : origins.has(value.toLowerCase())),
  };
}
