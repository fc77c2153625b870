/** Paths by number: thousands of services name the same paths, and a number is quicker to compare and to keep. */
export class PathTable {
  private readonly known: string[];
  /** Made when the first path is looked up: a warm start never needs it. */
  private numbers: Map<string, number> | undefined;
  /** By number: paths that were looked for and not found. */
  private readonly missed = new Set<number>();

  constructor(paths: readonly string[] = []) {
    this.known = [...paths];
  }

  get paths(): readonly string[] {
    return this.known;
  }

  at(number: number): string {
    return this.known[number] ?? '';
  }

  /** The number of a path that was looked for and not found. */
  ofMissing(path: string): number {
    const number = this.of(path);
    this.missed.add(number);
    return number;
  }

  isMissing(number: number): boolean {
    return this.missed.has(number);
  }

  of(path: string): number {
    this.numbers ??= new Map(this.known.map((each, number) => [each, number]));
    const known = this.numbers.get(path);
    if (known !== undefined) return known;
    const number = this.known.push(path) - 1;
    this.numbers.set(path, number);
    return number;
  }
}
