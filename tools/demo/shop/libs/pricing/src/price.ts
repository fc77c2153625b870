export interface Line {
  sku: string;
  quantity: number;
  unitPrice: number;
}

const VAT = 0.2;

/** Total in cents, VAT included. */
export function priceOf(lines: Line[]): number {
  const net = lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0);
  return Math.round(net * (1 + VAT));
}
