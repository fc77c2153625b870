/**
 * Whether to read what is deployed by pages of ListFunctions or by one GetFunction a function. A page costs 1/15 s of
 * the limit that it shares with the writes and answers up to 50 functions of the account, ours or not; a GetFunction
 * costs 1/100 s and proves more (tags, state). Only functions that a page can settle count: those whose built code was
 * proven to be deployed before.
 */
import { LAMBDA_RATES } from './token-bucket.ts';

/** ListFunctions answers no more, whatever MaxItems says. */
export const FUNCTIONS_PER_PAGE = 50;

/** So many GetFunctions pass at once: up to here listing saves no time, and GetFunction proves more. */
const FEW = 50;

const PAGE_COST = 1 / LAMBDA_RATES.rest;
const READ_COST = 1 / LAMBDA_RATES.getFunction;

export interface Listing {
  /** Functions that pages may settle. */
  readonly wanted: number;
  /** Those of them that the pages so far held. */
  readonly found: number;
  readonly pages: number;
}

/**
 * Whether to ask for another page. How many functions the account has is not known before the last page, so the pages
 * may lose at most half of what reading everything by GetFunction costs before they are given up.
 */
export function nextPagePays({ wanted, found, pages }: Listing): boolean {
  const left = wanted - found;
  if (wanted <= FEW || left * READ_COST <= PAGE_COST) return false;
  const lost = pages * PAGE_COST - found * READ_COST;
  return lost + PAGE_COST <= (wanted * READ_COST) / 2;
}
