/** What can be wrong with a template as a whole: the words for the user. */
import type { Failure, Notice } from '../failure.ts';
import type { LoopProblems } from './language-extensions.ts';
import { describeNode, failureAt, type MapEntry, type TemplateNode } from './template-node.ts';

export function loopProblems(failures: Failure[], notices: Notice[]): LoopProblems {
  return {
    unknown: ({ key }) =>
      addOnce(
        notices,
        failureAt(
          key,
          'NXL-TEMPLATE-LOOP',
          `What ${key.text} runs over can't be told before deployment, so its resources are not seen.`,
          'Give the parameter a default, or declare its functions in lambda.config.json.',
        ),
      ),
    tooLarge: ({ key }) =>
      addOnce(
        failures,
        failureAt(key, 'NXL-TEMPLATE-LOOP', `${key.text} is far too large when written out.`, 'Make the loop smaller.'),
      ),
  };
}

export function addOnce(failures: Failure[], failure: Failure): void {
  const same = (other: Failure) =>
    other.message === failure.message &&
    other.place?.line === failure.place?.line &&
    other.place?.file === failure.place?.file;
  if (!failures.some(same)) failures.push(failure);
}

export function missingFile(node: TemplateNode, path: string): Failure {
  return failureAt(
    node,
    'NXL-TEMPLATE-FILE',
    `There is no file ${path}.`,
    'Correct the path, which starts from the folder of this template.',
  );
}

export function twice(entry: MapEntry): Failure {
  return failureAt(
    entry.key,
    'NXL-TEMPLATE-DUPLICATE-KEY',
    `The resource ${entry.key.text} is declared twice.`,
    'Rename or remove one of them: tools differ in which of the two counts.',
  );
}

export function wrongShape(node: TemplateNode, subject: string, wanted: string): Failure {
  return failureAt(
    node,
    'NXL-TEMPLATE-TYPE',
    `${subject} must be ${wanted}, but here it is ${describeNode(node)}.`,
    `Write ${wanted}.`,
  );
}
