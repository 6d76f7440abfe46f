import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import { openOperators } from '../../storage/index.ts';
import { stateFiles } from '../edge/state-files.ts';
import { systemClock, systemIdentifiers } from '../edge/system.ts';
import { addDemoStaff, DEMO_STAFF } from './demo-staff.ts';

const open = (folder: string) =>
  openOperators({ path: stateFiles(folder).operators, clock: systemClock, identifiers: systemIdentifiers });

describe('the staff of the box', () => {
  it('can sign in with the PINs that the start says', async () => {
    const folder = temporaryFolder();
    await addDemoStaff(folder);
    const staff = open(folder);
    for (const { operator, pin } of DEMO_STAFF) {
      expect(await staff.signIn(operator.id, pin)).toEqual({ kind: 'signedIn', operator });
    }
    staff.close();
  });

  it('is left as it is where there is any', async () => {
    const folder = temporaryFolder();
    await addDemoStaff(folder);
    const staff = open(folder);
    staff.remove('2');
    await staff.changePin('1', '97531');
    await addDemoStaff(folder);
    expect(staff.list()).toEqual([DEMO_STAFF[0]!.operator]);
    expect(await staff.signIn('1', '97531')).toMatchObject({ kind: 'signedIn' });
    staff.close();
  });
});
