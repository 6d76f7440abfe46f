/** How far from the wanted port another one is looked for. */
const REACH = 200;

/**
 * A port for each name: the wanted one where it is free, else the next free one after it that no one else here wants.
 * @returns null for the name that found none.
 */
export async function choosePorts<Name extends string>(
  wanted: Readonly<Record<Name, number>>,
  isFree: (port: number) => Promise<boolean>,
): Promise<
  | { readonly kind: 'chosen'; readonly ports: Readonly<Record<Name, number>> }
  | { readonly kind: 'none'; readonly name: Name }
> {
  const reserved = new Set<number>(Object.values(wanted));
  const ports: Partial<Record<Name, number>> = {};
  for (const name of Object.keys(wanted) as Name[]) {
    const first = wanted[name];
    let port: number | null = (await isFree(first)) ? first : null;
    for (let next = first + 1; port === null && next <= first + REACH; next += 1) {
      if (!reserved.has(next) && (await isFree(next))) port = next;
    }
    if (port === null) return { kind: 'none', name };
    reserved.add(port);
    ports[name] = port;
  }
  return { kind: 'chosen', ports: ports as Record<Name, number> };
}
