import type { Phrase } from '../../../../protocol/view.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { useLane } from '../../../ui/lane.ts';

const WENT_WELL: ReadonlySet<string> = new Set([
  'staff.answer.printed',
  'staff.answer.recalled',
  'staff.answer.aside',
  'staff.answer.done',
  'staff.answer.drawer.opening',
  'staff.answer.drawer.pulsed',
]);

/** What came of the last command, on the edge of the sheet. The announcer says it. */
export function Answer({ answer }: { answer: Phrase | null }) {
  const { phrase } = useLane();
  if (answer === null) return null;
  const well = WENT_WELL.has(answer.id);
  return (
    <p className={well ? 'notice info' : 'notice'}>
      <Icon name={well ? 'circle-check' : 'triangle-alert'} />
      <strong>{phrase(answer)}</strong>
    </p>
  );
}
