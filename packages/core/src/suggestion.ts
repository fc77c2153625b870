/** "Did you mean …?": which known names are close to what was typed. */

/** Characters that are compared; what is longer is no name. */
const LONGEST_NAME = 80;

/** Most alike first, at most three, none where nothing is close. Upper and lower case count as nearly the same. */
export function closestNames(typed: string, known: readonly string[]): readonly string[] {
  const wanted = typed.toLowerCase();
  return known
    .map((name) => ({ name, distance: nameDistance(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(Math.min(typed.length, name.length) / 3)))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** The known name that is most like a mistyped one; undefined when none is near. */
export function closestName(typed: string, known: readonly string[]): string | undefined {
  return closestNames(typed, known)[0];
}

/** A name that starts with or ends in what was typed is close, however long it is. */
function nameDistance(wanted: string, name: string): number {
  if (wanted.length >= 3 && (name.startsWith(wanted) || name.endsWith(wanted))) return name === wanted ? 0 : 1;
  return editDistance(wanted, name);
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
export function editDistance(left: string, right: string): number {
  const a = left.slice(0, LONGEST_NAME);
  const b = right.slice(0, LONGEST_NAME);
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
