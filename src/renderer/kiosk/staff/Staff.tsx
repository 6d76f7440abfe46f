import type { StaffView } from '../../../protocol/staff-view.ts';

export function Staff({ staff }: { staff: StaffView }) {
  return <main>{staff.kind}</main>;
}
