/** Figures of repeated runs. */

export interface Figure {
  readonly bench: string;
  readonly services: number;
  readonly runs: number;
  readonly unit: 'Ms' | 'Mb';
  readonly product: readonly number[];
  readonly baseline: readonly number[];
}

/** The two sides take turns in going first, so that what the machine does meanwhile meets both. */
export async function interleaved(
  runs: number,
  product: (run: number) => Promise<number>,
  baseline: (run: number) => Promise<number>,
): Promise<Pick<Figure, 'product' | 'baseline'>> {
  const figures = { product: [] as number[], baseline: [] as number[] };
  for (let run = 0; run < runs; run++) {
    if (run % 2 === 0) figures.product.push(await product(run));
    figures.baseline.push(await baseline(run));
    if (run % 2 !== 0) figures.product.push(await product(run));
  }
  return figures;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

/** One JSON line: whole units for what is large, a tenth for what is small. */
export function figureLine({ bench, services, runs, unit, product, baseline }: Figure): string {
  const [own, theirs] = [median(product), median(baseline)];
  return JSON.stringify({
    bench,
    services,
    runs,
    [`median${unit}`]: rounded(own),
    [`baseline${unit}`]: rounded(theirs),
    ratio: Number((own / theirs).toFixed(2)),
    [`extra${unit}`]: rounded(own - theirs),
  });
}

/** The exponent of growth between the first and the last size: 1 is linear. Fitted through all, in logarithms. */
export function growthExponent(points: readonly (readonly [size: number, value: number])[]): number {
  const logs = points.map(([size, value]) => [Math.log(size), Math.log(value)] as const);
  const mean = (side: 0 | 1) => logs.reduce((sum, point) => sum + point[side], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const above = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const below = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return above / below;
}

function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toFixed(1));
}
