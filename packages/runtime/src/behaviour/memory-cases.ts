import { expect } from 'vitest';
import type { BehaviourCase } from './behaviour-case.ts';

/** Where the kernel tells how much memory a process has used. */
export const MEMORY: readonly BehaviourCase[] = [
  {
    title: 'a function that uses more than its memory is killed',
    files: {
      'index.js': `const kept = []; exports.handler = async (event) => {
        if (event.ok) return 'ok';
        for (;;) { kept.push(Buffer.alloc(10 * 1024 * 1024, 1)); await new Promise((resolve) => setTimeout(resolve, 5)); }
      };`,
    },
    options: { memorySize: 128 },
    invocations: [
      {
        error: {
          errorType: 'Runtime.OutOfMemory',
          errorMessage: expect.stringMatching(/Error: Runtime exited with error: signal: killed$/),
        },
        log: [/Memory Size: 128 MB\tMax Memory Used: 128 MB\t.*Error Type: Runtime\.OutOfMemory/],
      },
      { event: { ok: true }, answer: 'ok', cold: true },
    ],
  },
  {
    title: 'a 6 MB event fits into 128 MB',
    files: { 'index.js': `exports.handler = async (event) => event.length;` },
    options: { memorySize: 128 },
    invocations: [{ event: 'y'.repeat(6 * 1024 * 1024 - 2), answer: 6 * 1024 * 1024 - 2 }],
  },
];
