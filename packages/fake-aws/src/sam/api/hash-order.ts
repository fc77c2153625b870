const SMALLEST = 8;
const MASK_64 = (1n << 64n) - 1n;

/**
 * The order in which a dictionary of Python 2.7 lists its keys: that of its hash table's slots. The transform still keeps
 * it for API definitions, because a deployment's logical id is a digest of the definition's text. Where keys collide, the
 * order depends on the order in which they came, and changes when the dictionary is copied.
 */
export class HashOrder {
  #slots = new Map<bigint, string | undefined>();
  #mask = BigInt(SMALLEST - 1);
  #used = 0;
  #size = 0;

  keys(): readonly string[] {
    const slots = [...this.#slots.keys()].toSorted((a, b) => (a < b ? -1 : 1));
    return slots.flatMap((slot) => this.#slots.get(slot) ?? []);
  }

  add(key: string): void {
    const before = this.#size;
    const slot = this.#slotOf(key);
    if (!this.#slots.has(slot)) this.#used += 1;
    if (this.#slots.get(slot) === undefined) this.#size += 1;
    this.#slots.set(slot, key);
    if (this.#size > before && this.#isFull(0)) this.#resize(this.#size * 4);
  }

  /** The slot stays taken, without a key. */
  remove(key: string): void {
    const slot = this.#slotOf(key);
    if (this.#slots.get(slot) === undefined) return;
    this.#slots.set(slot, undefined);
    this.#size -= 1;
  }

  /** As after `update`: the table grows before the keys come. */
  merge(keys: readonly string[]): void {
    if (keys.length === 0) return;
    if (this.#isFull(keys.length)) this.#resize((this.#size + keys.length) * 2);
    for (const key of keys) this.add(key);
  }

  copy(): HashOrder {
    const copied = new HashOrder();
    for (const key of this.keys()) copied.add(key);
    return copied;
  }

  #isFull(more: number): boolean {
    return (this.#used + more) * 3 >= (Number(this.#mask) + 1) * 2;
  }

  #resize(atLeast: number): void {
    let size = SMALLEST;
    while (size <= atLeast) size *= 2;
    const keys = this.keys();
    this.#mask = BigInt(size - 1);
    this.#slots = new Map();
    this.#used = 0;
    this.#size = 0;
    for (const key of keys) this.add(key);
  }

  #slotOf(key: string): bigint {
    const hash = pythonHash(key);
    let slot = hash & this.#mask;
    let walker = slot;
    let perturb = hash;
    let free: bigint | undefined;
    while (this.#slots.has(slot) && this.#slots.get(slot) !== key) {
      if (free === undefined && this.#slots.get(slot) === undefined) free = slot;
      walker = walker * 5n + perturb + 1n;
      slot = walker & this.#mask;
      perturb >>= 5n;
    }
    return this.#slots.has(slot) ? slot : (free ?? slot);
  }
}

/** The hash of a text in Python 2.7, 64 bits wide, without randomization. */
export function pythonHash(text: string): bigint {
  const points = Array.from(text, (each) => BigInt(each.codePointAt(0) ?? 0));
  const [first] = points;
  if (first === undefined) return 0n;
  let hash = first << 7n;
  for (const point of points) hash = ((1_000_003n * hash) ^ point) & MASK_64;
  return hash ^ BigInt(points.length);
}

/** Keys in the order in which a dictionary lists them that got them one by one. */
export function hashOrdered(keys: readonly string[]): readonly string[] {
  const order = new HashOrder();
  for (const key of keys) order.add(key);
  return order.keys();
}
