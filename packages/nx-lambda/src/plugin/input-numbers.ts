/** The lists of functions' inputs as numbers of the plugin's own table of paths. */
import { type FunctionInputs, numberedInputs } from '@nx-lambda/core';
import type { PathTable } from './path-table.ts';

export interface InputNumbers {
  readonly files: Iterable<number>;
  readonly settings: Iterable<number>;
  readonly absent: Iterable<number>;
}

export class InputNumbering {
  private readonly table: PathTable;
  /** By the other table: this table's numbers by its numbers, -1 where it was not asked yet. */
  private readonly translations = new WeakMap<readonly string[], Int32Array>();

  constructor(table: PathTable) {
    this.table = table;
  }

  of(inputs: FunctionInputs): InputNumbers {
    const numbered = numberedInputs(inputs);
    if (numbered === undefined) {
      const numbersOf = (paths: readonly string[]) => paths.map((path) => this.table.of(path));
      return {
        files: numbersOf(inputs.files),
        settings: numbersOf(inputs.settings),
        absent: numbersOf(inputs.absent),
      };
    }
    const { paths } = numbered;
    return {
      files: this.translated(numbered.files, paths),
      settings: this.translated(numbered.settings, paths),
      absent: this.translated(numbered.absent, paths),
    };
  }

  private translated(numbers: Int32Array, paths: readonly string[]): Int32Array {
    const translation = this.translations.get(paths) ?? new Int32Array(paths.length).fill(-1);
    this.translations.set(paths, translation);
    return numbers.map((number) => {
      const known = translation[number] ?? -1;
      if (known !== -1) return known;
      const own = this.table.of(paths[number] ?? '');
      translation[number] = own;
      return own;
    });
  }
}
