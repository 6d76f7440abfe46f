import { openOperators } from '../../storage/index.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Operator } from '../../workstation/ports/operators.ts';
import { stateFiles } from '../edge/state-files.ts';
import { systemClock, systemIdentifiers } from '../edge/system.ts';

/** Who works in the store in a box. Everybody knows these PINs: they are for the box alone. */
export const DEMO_STAFF: readonly { readonly operator: Operator; readonly pin: string }[] = [
  { operator: { id: '1', name: 'Maya', role: 'attendant' }, pin: '2468' },
  { operator: { id: '2', name: 'Ines', role: 'manager' }, pin: '1357' },
];

/**
 * Gives a box that has no staff its demo staff. Where the running Node cannot hash PINs the box goes without.
 * @throws Fault STORAGE_* of the staff file.
 */
export async function addDemoStaff(stateDirectory: string): Promise<void> {
  const path = stateFiles(stateDirectory).operators;
  const staff = openOperators({ path, clock: systemClock, identifiers: systemIdentifiers });
  try {
    if (staff.list().length > 0) return;
    for (const { operator, pin } of DEMO_STAFF) await staff.add(operator, pin);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'STORAGE_NO_ARGON2') throw error;
  } finally {
    staff.close();
  }
}
