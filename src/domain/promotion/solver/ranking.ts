/** Units by what they are worth, most first and the first of equals first; those that have gone meanwhile are passed over. */
export interface Ranking {
  put(unit: number, value: number): void;
  /** The best that is still `there`, −1 where none is. */
  best(there: (unit: number) => boolean): number;
}

/** A binary heap; a unit may be in it more than once. */
export function ranking(): Ranking {
  const units: number[] = [];
  const values: number[] = [];
  const before = (a: number, b: number) =>
    values[a]! > values[b]! || (values[a]! === values[b]! && units[a]! < units[b]!);

  function swap(a: number, b: number): void {
    [units[a], units[b]] = [units[b]!, units[a]!];
    [values[a], values[b]] = [values[b]!, values[a]!];
  }

  function drop(): void {
    const last = units.length - 1;
    swap(0, last);
    units.pop();
    values.pop();
    for (let at = 0; ; ) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < last && before(child, first)) first = child;
      if (first === at) return;
      swap(at, first);
      at = first;
    }
  }

  return {
    put(unit, value) {
      units.push(unit);
      values.push(value);
      for (let at = units.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!before(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    best(there) {
      while (units.length > 0) {
        const unit = units[0]!;
        if (there(unit)) return unit;
        drop();
      }
      return -1;
    },
  };
}
