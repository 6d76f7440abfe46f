import { escPosGrammar, type Grammar } from './grammar.ts';

/** One command as it came: `head` are its parameters, `data` what followed them (perhaps shortened, see `lost`). */
export interface Command {
  readonly name: string;
  readonly head: readonly number[];
  readonly data: Uint8Array;
  /** Bytes of data beyond what is kept. */
  readonly lost: number;
  /** `false` for bytes that begin no command of the reference. */
  readonly known: boolean;
}

/** What a byte of text or a lone control character is called as a command. */
export const TEXT = 'text';
export const CONTROL = 'control';

const KEPT_DATA = 2_000_000;
const HEAD_LIMIT = 8_192;
const LIST_LIMIT = 512;

type State =
  | { readonly kind: 'ground' }
  | { readonly kind: 'named'; readonly lead: readonly number[] }
  | { readonly kind: 'head'; readonly name: string; readonly head: number[] }
  | {
      readonly kind: 'list';
      readonly name: string;
      readonly head: readonly number[];
      readonly end: number;
      readonly list: number[];
    }
  | {
      kind: 'data';
      name: string;
      head: readonly number[];
      data: Uint8Array;
      filled: number;
      left: number;
      lost: number;
    };

const GROUND: State = { kind: 'ground' };
const NOTHING = new Uint8Array(0);

/** Splits a stream of bytes into commands of a printer language, however it is cut; memory is bounded whatever the bytes announce. */
export class CommandParser {
  readonly #grammar: Grammar;
  #state: State = GROUND;

  constructor(grammar: Grammar = escPosGrammar) {
    this.#grammar = grammar;
  }

  /** Whether the next byte begins a command. */
  get betweenCommands(): boolean {
    return this.#state.kind === 'ground';
  }

  /** Forgets a command that has only begun, as a printer that loses power does. */
  reset(): void {
    this.#state = GROUND;
  }

  /** Takes bytes from `at` on until a command is whole. `next` is where to go on. */
  take(bytes: Uint8Array, at: number): { readonly next: number; readonly command?: Command } {
    let next = at;
    while (next < bytes.length) {
      if (this.#state.kind === 'data') {
        next = this.#fill(this.#state, bytes, next);
        if (this.#state.left === 0) return { next, command: this.#whole(this.#state) };
        continue;
      }
      const command = this.#byte(bytes[next++] ?? 0);
      if (command !== undefined) return { next, command };
    }
    return { next };
  }

  #byte(byte: number): Command | undefined {
    const state = this.#state;
    switch (state.kind) {
      case 'ground':
        if (this.#grammar.leads([byte])) this.#state = { kind: 'named', lead: [byte] };
        else return this.#done(byte < 0x20 ? CONTROL : TEXT, [byte]);
        return undefined;
      case 'named':
        if (this.#grammar.leads([...state.lead, byte])) {
          this.#state = { kind: 'named', lead: [...state.lead, byte] };
          return undefined;
        }
        this.#state = { kind: 'head', name: this.#grammar.nameOf([...state.lead, byte]), head: [] };
        return this.#planned(this.#state);
      case 'head':
        state.head.push(byte);
        return state.head.length > HEAD_LIMIT ? this.#done(state.name, state.head, false) : this.#planned(state);
      case 'list':
        if (byte === state.end) return this.#done(state.name, state.head, true, Uint8Array.from(state.list));
        state.list.push(byte);
        return state.list.length > LIST_LIMIT ? this.#done(state.name, state.head, false) : undefined;
      default:
        return undefined;
    }
  }

  #planned(state: Extract<State, { kind: 'head' }>): Command | undefined {
    const plan = this.#grammar.planOf(state.name, state.head);
    switch (plan.kind) {
      case 'more':
        return undefined;
      case 'unknown':
        return this.#done(state.name, state.head, false);
      case 'until':
        this.#state = { kind: 'list', name: state.name, head: state.head, end: plan.end, list: [] };
        return undefined;
      case 'data': {
        if (plan.bytes === 0) return this.#done(state.name, state.head);
        const data = new Uint8Array(Math.min(plan.bytes, KEPT_DATA));
        this.#state = { ...state, kind: 'data', data, filled: 0, left: plan.bytes, lost: plan.bytes - data.length };
        return undefined;
      }
    }
  }

  #fill(state: Extract<State, { kind: 'data' }>, bytes: Uint8Array, at: number): number {
    const taken = Math.min(state.left, bytes.length - at);
    const kept = Math.min(taken, state.data.length - state.filled);
    state.data.set(bytes.subarray(at, at + kept), state.filled);
    state.filled += kept;
    state.left -= taken;
    return at + taken;
  }

  #whole(state: Extract<State, { kind: 'data' }>): Command {
    this.#state = GROUND;
    return { name: state.name, head: state.head, data: state.data, lost: state.lost, known: true };
  }

  #done(name: string, head: readonly number[], known = true, data = NOTHING): Command {
    this.#state = GROUND;
    return { name, head, data, lost: 0, known };
  }
}
