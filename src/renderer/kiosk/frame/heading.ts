import type { KioskView } from '../../../protocol/view.ts';

/** What the page's heading stands for: when it changes, the new heading takes the focus and is read out. */
export function headingOf({ screen, staff }: Pick<KioskView, 'screen' | 'staff'>): string {
  if (staff !== null) return `staff/${staff.kind}`;
  if (screen.kind === 'pad') return `pad/${screen.state}`;
  if (screen.kind !== 'outcome') return screen.kind;
  const { outcome } = screen;
  return outcome.kind === 'unknown' ? `outcome/unknown/${outcome.concern}` : `outcome/${outcome.kind}`;
}
