/** The part of a KeyboardEvent that decides. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const NAVIGATION =
  /^(F\d{1,2}|Browser.*|Launch.*|ContextMenu|Help|Find|Print|Open|New|Close|Save|ZoomIn|ZoomOut|ZoomToggle)$/;

/**
 * Keys by which a browser would leave, print, save, search or magnify: with Ctrl, Meta or Alt, function keys and the keys of media
 * keyboards. A kiosk has no use for any of them.
 */
export function isBlockedKey(press: KeyPress): boolean {
  return press.ctrlKey || press.metaKey || press.altKey || NAVIGATION.test(press.key);
}
