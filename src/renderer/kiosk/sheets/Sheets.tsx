import { useView } from '../frame/view.ts';
import { IdleSheet } from '../idle/IdleSheet.tsx';
import { AccessSheet } from './AccessSheet.tsx';
import { CancelSheet } from './CancelSheet.tsx';
import { HelpSheet } from './HelpSheet.tsx';
import { LanguageSheet } from './LanguageSheet.tsx';
import type { SheetKind } from './sheet.ts';

/** The sheet over the screen, one at most: the warning before a basket is put aside comes before any that was opened. */
export function Sheets({ open, close }: { open: SheetKind | null; close: () => void }) {
  const idle = useView((view) => view.idle);
  if (idle !== null) return <IdleSheet closesIn={idle.closesIn} />;
  switch (open) {
    case null:
      return null;
    case 'help':
      return <HelpSheet close={close} />;
    case 'language':
      return <LanguageSheet close={close} />;
    case 'access':
      return <AccessSheet close={close} />;
    case 'cancel':
      return <CancelSheet close={close} />;
  }
}
