/**
 * Fn::Cidr: `count` blocks with `bits` host bits each, from the start of `block`; undefined when they do not fit.
 * "Valid range is 1–256" of the count.
 */
export function cidrBlocks(block: string, count: number, bits: number): readonly string[] | undefined {
  const [address, prefixText] = block.split('/');
  const six = address?.includes(':') === true;
  const width = six ? 128 : 32;
  const base = address === undefined ? undefined : six ? sixBits(address) : fourBits(address);
  const prefix = Number(prefixText);
  if (base === undefined || prefixText === undefined || !/^\d{1,3}$/.test(prefixText) || prefix > width)
    return undefined;
  if (!Number.isInteger(count) || count < 1 || count > 256) return undefined;
  if (!Number.isInteger(bits) || bits < 1 || bits > width - prefix) return undefined;
  const step = 1n << BigInt(bits);
  const start = (base >> BigInt(width - prefix)) << BigInt(width - prefix);
  if (step * BigInt(count) > 1n << BigInt(width - prefix)) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const value = start + step * BigInt(index);
    return `${six ? sixText(value) : fourText(value)}/${width - bits}`;
  });
}

function fourBits(address: string): bigint | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

function fourText(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
}

function sixBits(address: string): bigint | undefined {
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const [before = [], after = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - before.length - after.length;
  if (halves.length === 1 ? missing !== 0 : missing < 0) return undefined;
  const groups = [...before, ...Array.from({ length: Math.max(missing, 0) }, () => '0'), ...after];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

function sixText(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(16 * (7 - index))) & 0xffffn).toString(16),
  ).join(':');
  return groups.replace(/(?:^|:)(?:0(?::|$))+$/, '::');
}
