#!/usr/bin/env node
/** `nx-lambda …`, the direct command. */
import { main } from '../direct/main.ts';

// Whoever reads our output may have enough of it; what was begun is brought to its end all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void main(process.argv.slice(2)).then(
  // Connections and helpers may stay open for a while; nobody waits for them.
  (code) => process.stdout.write('', () => process.exit(code)),
  (error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`This is a bug of nx-lambda.\n${text}\n`, () => process.exit(1));
  },
);
