import type { StaffView } from '../../../protocol/staff-view.ts';
import { Desk } from './desk/Desk.tsx';
import { SignIn } from './SignIn.tsx';

/** Screens 17 and 18: the sign-in, or the desk of whoever signed in. */
export function Staff({ staff }: { staff: StaffView }) {
  return staff.kind === 'signIn' ? <SignIn staff={staff} /> : <Desk desk={staff} />;
}
