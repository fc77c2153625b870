/** A line of a file with the place in question underlined. */
import type { Place } from '@nx-lambda/core';
import { paint, symbolsOf } from './paint.ts';
import { characterWidth } from './plain-text.ts';
import type { TerminalStyle } from './terminal-style.ts';

/** Tabs reach to the next multiple of this. */
const TAB = 4;

/** `services/orders/template.yaml:12:7` */
export function location(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}

/** The lines of an excerpt without indentation; none where the place carries no text. */
export function excerpt(place: Place, style: TerminalStyle, indent = 0): readonly string[] {
  if (place.lineText === undefined) return [];
  const symbols = symbolsOf(style);
  const gutter = String(place.line);
  const room = Math.max(20, style.width - indent - gutter.length - 3);
  const cells = cellsOf(place.lineText);
  const from = cellIndex(cells, place.column - 1);
  const to = Math.max(from + 1, cellIndex(cells, place.column - 1 + Math.max(1, place.length ?? 1)));
  const view = windowAround(cells, from, room, symbols.ellipsis);
  const before = view.cells.slice(0, view.offset + from - view.start);
  const marked = view.cells.slice(before.length, view.offset + to - view.start);
  const blank = ' '.repeat(widthOf(before));
  const underline = `^${'~'.repeat(Math.max(0, Math.min(widthOf(marked), room - blank.length) - 1))}`;
  const text = view.cells
    .map((cell) => cell.text)
    .join('')
    .trimEnd();
  const bar = paint(style, 'quiet', symbols.bar);
  return [
    `${paint(style, 'quiet', gutter)} ${bar} ${text}`.trimEnd(),
    `${' '.repeat(gutter.length)} ${bar} ${blank}${paint(style, 'bad', underline)}`,
  ];
}

/** One character as it is shown, and where it starts in the text (UTF-16 units). */
interface Cell {
  readonly text: string;
  readonly width: number;
  readonly at: number;
}

function cellsOf(lineText: string): readonly Cell[] {
  const cells: Cell[] = [];
  let at = 0;
  let column = 0;
  for (const character of lineText) {
    const shown = shownAs(character, column);
    const width = character === '\t' ? shown.length : characterWidth(shown);
    cells.push({ text: shown, width, at });
    at += character.length;
    column += width;
  }
  return cells;
}

function shownAs(character: string, column: number): string {
  if (character === '\t') return ' '.repeat(TAB - (column % TAB));
  return /^[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]$/.test(character) ? '?' : character;
}

/** The cell that holds the UTF-16 unit; the number of cells where it lies behind the end. */
function cellIndex(cells: readonly Cell[], unit: number): number {
  const after = cells.findIndex(({ at }) => at > unit);
  if (after > 0) return after - 1;
  const last = cells.at(-1);
  return last === undefined || unit >= last.at + 1 ? cells.length : Math.max(0, cells.length - 1);
}

interface View {
  readonly cells: readonly Cell[];
  /** Index of the first cell that is shown. */
  readonly start: number;
  /** Cells of an ellipsis in front. */
  readonly offset: number;
}

/** The part of a long line that holds the place, a third of the room in front of it. */
function windowAround(cells: readonly Cell[], from: number, room: number, ellipsis: string): View {
  if (widthOf(cells) <= room) return { cells, start: 0, offset: 0 };
  const sign: Cell = { text: ellipsis, width: ellipsis.length, at: -1 };
  let start = from;
  for (let used = 0; start > 0 && used < room / 3; start -= 1) used += cells[start - 1]?.width ?? 0;
  const front = start > 0 ? [sign] : [];
  let left = room - widthOf(front) - sign.width;
  let end = start;
  for (; end < cells.length && left >= (cells[end]?.width ?? 0); end += 1) left -= cells[end]?.width ?? 0;
  const shown = [...front, ...cells.slice(start, end), ...(end < cells.length ? [sign] : [])];
  return { cells: shown, start, offset: front.length };
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { width }) => sum + width, 0);
}
