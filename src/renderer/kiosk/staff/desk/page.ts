import type { StaffDeskView, StaffTask } from '../../../../protocol/staff-view.ts';

type PaymentTask = Extract<StaffTask, { readonly kind: 'payment' }>;
type ReversalTask = Extract<StaffTask, { readonly kind: 'reversal' }>;
type RefundTask = Extract<StaffTask, { readonly kind: 'refund' }>;
type WeighTask = Extract<StaffTask, { readonly kind: 'weigh' }>;
type AlarmTask = Extract<StaffTask, { readonly kind: 'alarm' }>;

/** Which page of the desk is open. All that a page says comes from the desk's view; what it is about is named by id. */
export type DeskPage =
  | { readonly kind: 'home' }
  | { readonly kind: 'payment'; readonly attemptId: string }
  | { readonly kind: 'reversal'; readonly attemptId: string }
  | { readonly kind: 'byHand'; readonly refundOf: string }
  | { readonly kind: 'alarm'; readonly alarmId: string }
  | { readonly kind: 'tare' }
  | { readonly kind: 'cancelBasket' }
  | { readonly kind: 'suspended' }
  | { readonly kind: 'refund' };

export const HOME = { kind: 'home' } as const;

/** The page with what it is about; home where that is settled, or was taken from this role, meanwhile. */
export type OpenPage =
  | { readonly kind: 'home' | 'cancelBasket' | 'suspended' | 'refund' }
  | { readonly kind: 'payment'; readonly task: PaymentTask }
  | { readonly kind: 'reversal'; readonly task: ReversalTask }
  | { readonly kind: 'byHand'; readonly task: RefundTask }
  | { readonly kind: 'alarm'; readonly task: AlarmTask }
  | { readonly kind: 'tare'; readonly task: WeighTask };

/** What tells a task from the others of its kind. */
export function taskId(task: StaffTask): string {
  switch (task.kind) {
    case 'age':
      return task.interventionId;
    case 'alarm':
      return task.alarmId;
    case 'tags':
      return 'pad';
    case 'weigh':
      return 'scale';
    case 'refund':
      return task.refundOf;
    default:
      return task.attemptId;
  }
}

/** What to show for the page that was opened, in the desk as it is now. */
export function openPage(page: DeskPage, { tasks, actions }: Pick<StaffDeskView, 'tasks' | 'actions'>): OpenPage {
  switch (page.kind) {
    case 'payment': {
      const task = tasks.find((each) => each.kind === 'payment' && each.attemptId === page.attemptId);
      return task?.kind === 'payment' && task.allowed ? { kind: 'payment', task } : HOME;
    }
    case 'reversal': {
      const task = tasks.find((each) => each.kind === 'reversal' && each.attemptId === page.attemptId);
      return task?.kind === 'reversal' && task.allowed ? { kind: 'reversal', task } : HOME;
    }
    case 'byHand': {
      const task = tasks.find((each) => each.kind === 'refund' && each.refundOf === page.refundOf);
      return task?.kind === 'refund' && task.allowed ? { kind: 'byHand', task } : HOME;
    }
    case 'alarm': {
      const task = tasks.find((each) => each.kind === 'alarm' && each.alarmId === page.alarmId);
      return task?.kind === 'alarm' && task.allowed && task.canReverse ? { kind: 'alarm', task } : HOME;
    }
    case 'tare': {
      const task = tasks.find((each) => each.kind === 'weigh');
      return task?.kind === 'weigh' && task.allowed ? { kind: 'tare', task } : HOME;
    }
    case 'refund':
      return actions.refund ? page : HOME;
    case 'cancelBasket':
      return actions.cancelBasket ? page : HOME;
    case 'home':
    case 'suspended':
      return page;
  }
}
