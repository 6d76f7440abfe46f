import { createContext, use } from 'react';

/** The sheets that the fixed bar opens, and the one question that the help sheet leads to. */
export type SheetKind = 'help' | 'language' | 'access' | 'cancel';

export const SheetContext = createContext<(kind: SheetKind | null) => void>(() => undefined);

/** Opens a sheet, or closes whichever is open with null. */
export function useSheet(): (kind: SheetKind | null) => void {
  return use(SheetContext);
}
