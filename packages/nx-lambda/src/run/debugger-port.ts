/** Whether a debugger can be let in at a port of this machine. */
import { createServer } from 'node:net';
import { type Failure, failed, type Result, success } from '@nx-lambda/core';

export async function freePort(port: number): Promise<Result<number>> {
  const code = await new Promise<string | undefined>((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
  return code === undefined ? success(port) : failed(taken(port, code));
}

function taken(port: number, code: string): Failure {
  return {
    code: 'NXL-INVOKE-INSPECT-PORT',
    message: `The debugger's port ${port} of 127.0.0.1 can't be used (${code}).`,
    advice: 'End what uses it, for example another run with --inspect, or name another port: --inspect=9230.',
  };
}
