/** True where `url` is a page of the edge that `origin` is the address of. */
export function isWithin(origin: string, url: string): boolean {
  try {
    const at = new URL(url);
    return (at.protocol === 'http:' || at.protocol === 'https:') && at.origin === new URL(origin).origin;
  } catch {
    return false;
  }
}
