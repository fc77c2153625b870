'use strict';
// console.* as Lambda's Node runtime writes it: tab-separated text, or one JSON object a line. Output that does not go
// through console is left as it is.

const { format } = require('node:util');
const { loggedError } = require('./node-errors.cjs');

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** `current.requestId` is read at every line. Returns what the runtime itself logs with. */
function patchConsole(current) {
  const json = process.env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON';
  const lowest = Math.max(0, LEVELS.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase()));
  const line = json ? jsonLine : textLine;
  const at = (level) => {
    if (LEVELS.indexOf(level) < lowest) return () => {};
    return (...values) => {
      process.stdout.write(`${line(new Date().toISOString(), current.requestId, level, values)}\n`);
    };
  };
  Object.assign(console, {
    trace: at('TRACE'),
    debug: at('DEBUG'),
    info: at('INFO'),
    log: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
    fatal: at('FATAL'),
  });
  const writeError = console.error;
  return {
    error(title, error) {
      if (json) writeError(error instanceof Error ? error : new Error(error));
      else writeError(title, loggedError(error));
    },
  };
}

function textLine(time, requestId, level, values) {
  return `${time}\t${requestId}\t${level}\t${format(...values)}`;
}

function jsonLine(timestamp, requestId, level, values) {
  const [first, ...others] = values;
  const head = { timestamp, level, requestId };
  if (others.length === 0) {
    try {
      return JSON.stringify({ ...head, message: first }, (_key, value) =>
        value instanceof Error ? { ...describe(value), ...value } : value,
      );
    } catch {
      return JSON.stringify({ ...head, message: format(first) });
    }
  }
  const error = values.find((value) => value instanceof Error);
  return JSON.stringify({ ...head, message: format(...values), ...(error === undefined ? {} : describe(error)) });
}

function describe(error) {
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
  };
}

module.exports = { patchConsole };
