/**
 * Sets of numbers as flat lists of ranges: from, to (not included), from, to … What a service observes of a library is
 * all of one folder, whose paths have neighbouring numbers, so 150 numbers make some 15 ranges.
 */
export type Ranges = readonly number[];

export function rangesOf(numbers: Iterable<number>): Ranges {
  const ranges: number[] = [];
  let end = -1;
  for (const number of Int32Array.from(numbers).sort()) {
    if (number === end) ranges[ranges.length - 1] = ++end;
    else if (number > end || ranges.length === 0) {
      end = number + 1;
      ranges.push(number, end);
    }
  }
  return ranges;
}

export function numbersIn(ranges: Ranges): readonly number[] {
  const numbers: number[] = [];
  for (let index = 0; index + 1 < ranges.length; index += 2) {
    const end = ranges[index + 1] ?? 0;
    for (let number = ranges[index] ?? 0; number < end; number++) numbers.push(number);
  }
  return numbers;
}

/** Answers at once whether a range holds any of some numbers. */
export class RangeIndex {
  /** By number: how many of the members are smaller. */
  private readonly before: Int32Array;

  /** @param size greater than every number. */
  constructor(members: Iterable<number>, size: number) {
    this.before = new Int32Array(size + 1);
    for (const number of members) this.before[number + 1] = 1;
    for (let number = 0; number < size; number++) {
      this.before[number + 1] = (this.before[number + 1] ?? 0) + (this.before[number] ?? 0);
    }
  }

  meets(ranges: Ranges): boolean {
    for (let index = 0; index + 1 < ranges.length; index += 2) {
      const [from = 0, to = 0] = [ranges[index], ranges[index + 1]];
      if (this.before[to] !== this.before[from]) return true;
    }
    return false;
  }
}
