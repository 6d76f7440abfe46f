const MOST_STATES = 30_000;
const SMALL = 32;
const MOST_WIDTH = 32;

function newRoom() {
  return {
    slots: new Int32Array(SMALL * 4),
    rows: new Uint16Array(SMALL * MOST_WIDTH),
    losses: new Float64Array(SMALL),
    parent: new Int32Array(SMALL),
    choice: new Int32Array(SMALL),
  };
}

/** Room for few states, null while somebody uses it. */
let room: ReturnType<typeof newRoom> | null = newRoom();

/** States by what is left of the open rows, the least loss of each: open addressing over plain arrays. */
export function statesOf(width: number) {
  // Most have a few states only: these are written where the last ones stood.
  const small = room;
  room = null;
  let slots = small?.slots.fill(-1) ?? new Int32Array(SMALL * 4).fill(-1);
  let rows = small !== null && width <= MOST_WIDTH ? small.rows : new Uint16Array(SMALL * width);
  let losses = small?.losses ?? new Float64Array(SMALL);
  let parent = small?.parent ?? new Int32Array(SMALL);
  let choice = small?.choice ?? new Int32Array(SMALL);
  let size = 0;
  const row = new Uint16Array(width);

  function slotOf(values: Uint16Array, at: number): number {
    let hash = 0x811c9dc5;
    for (let n = 0; n < width; n += 1) hash = Math.imul(hash ^ values[at + n]!, 0x01000193);
    hash ^= hash >>> 15;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const state = slots[slot]!;
      if (state < 0) return slot;
      let same = true;
      for (let n = 0; n < width && same; n += 1) same = rows[state * width + n] === values[at + n];
      if (same) return slot;
      slot = (slot + 1) & mask;
    }
  }

  function grow(): void {
    const capacity = losses.length * 2;
    const wider = new Uint16Array(capacity * width);
    wider.set(rows.subarray(0, size * width));
    rows = wider;
    losses = longer(new Float64Array(capacity), losses);
    parent = longer(new Int32Array(capacity), parent);
    choice = longer(new Int32Array(capacity), choice);
    slots = new Int32Array(capacity * 4).fill(-1);
    for (let state = 0; state < size; state += 1) slots[slotOf(rows, state * width)] = state;
  }

  return {
    /** Where the caller writes a state before it puts it. */
    row,
    /** False when there are too many states. */
    put(loss: number, from: number, how: number): boolean {
      const slot = slotOf(row, 0);
      let state = slots[slot]!;
      if (state < 0) {
        if (size >= MOST_STATES) return false;
        state = size;
        size += 1;
        rows.set(row, state * width);
        slots[slot] = state;
      } else if (losses[state]! <= loss) return true;
      losses[state] = loss;
      parent[state] = from;
      choice[state] = how;
      if (size === losses.length) grow();
      return true;
    },
    done() {
      const found = {
        rows: rows.slice(0, size * width),
        losses: losses.slice(0, size),
        parent: parent.slice(0, size),
        choice: choice.slice(0, size),
      };
      room = small ?? newRoom();
      return found;
    },
  };
}

function longer<T extends Float64Array | Int32Array>(into: T, from: T): T {
  into.set(from);
  return into;
}
