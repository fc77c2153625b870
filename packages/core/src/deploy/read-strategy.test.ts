import { expect, it } from 'vitest';
import { FUNCTIONS_PER_PAGE, nextPagePays } from './read-strategy.ts';

/** Pages that are asked for in an account with so many functions, ours evenly spread among them. */
function pagesAsked(wanted: number, inAccount: number): number {
  const last = Math.ceil(inAccount / FUNCTIONS_PER_PAGE);
  let pages = 0;
  for (;;) {
    const found = Math.min(wanted, Math.floor((wanted * pages) / last));
    if (pages === last || !nextPagePays({ wanted, found, pages })) return pages;
    pages += 1;
  }
}

it('lists an account that holds little else', () => {
  expect(pagesAsked(300, 300)).toBe(6);
  expect(pagesAsked(300, 1000)).toBe(20);
});

it('reads few functions one by one', () => {
  expect(pagesAsked(1, 1)).toBe(0);
  expect(pagesAsked(50, 50)).toBe(0);
});

it('gives up soon where ours are few among very many', () => {
  expect(pagesAsked(60, 100_000)).toBeLessThanOrEqual(5);
  expect(pagesAsked(300, 100_000)).toBeLessThanOrEqual(25);
});

it('asks for no page for a handful that is left', () => {
  expect(nextPagePays({ wanted: 300, found: 295, pages: 6 })).toBe(false);
});
