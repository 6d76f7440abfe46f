/** What a staff member may do; who may settle what stands in workstation/intervention. */
export type OperatorRole = 'attendant' | 'manager' | 'technician';

/** A staff member (ARTS: Operator). `id` is the number they sign in with, 1 to 8 digits. */
export interface Operator {
  readonly id: string;
  readonly name: string;
  readonly role: OperatorRole;
}

/**
 * `wrong` says nothing of whether it was the number or the PIN. `wait`: too many wrong ones; nothing was compared, and the next
 * try counts after so many milliseconds.
 */
export type SignIn =
  | { readonly kind: 'signedIn'; readonly operator: Operator }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'wait'; readonly milliseconds: number };

/** The store's staff, for signing in at a lane with no network. */
export interface OperatorsPort {
  /**
   * Compares a number and a PIN. Every wrong try is on disk before this returns, so that a restart forgives nothing.
   * @throws Fault STORAGE_* when the staff file cannot be read or written: then nobody signs in.
   */
  signIn(id: string, pin: string): Promise<SignIn>;
}

/** Who is on the staff of this box, for requests that other boxes make in somebody's name. */
export interface StaffListPort {
  /** Null where nobody has this number. @throws Fault STORAGE_* */
  operator(id: string): Operator | null;
}
