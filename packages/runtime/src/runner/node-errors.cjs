'use strict';
// The shapes in which Lambda's Node runtime reports an error: to the Runtime API, and in the log.

const { types } = require('node:util');

function runtimeError(kind, message) {
  const error = new Error(message);
  error.name = `Runtime.${kind}`;
  return error;
}

/** `{errorType, errorMessage, trace}`: what the caller of Invoke receives. */
function rapidError(error) {
  try {
    if (isErrorLike(error)) {
      return { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

/** The text that follows `Invoke Error` in the log; causes and own properties included. */
function loggedError(error) {
  const value = error instanceof Error ? error : new Error(error);
  try {
    return `\t${JSON.stringify(value, (_key, part) => (part instanceof Error ? withHiddenProperties(part) : part))}`;
  } catch {
    return `\t${JSON.stringify(rapidError(error))}`;
  }
}

function withHiddenProperties(error) {
  return {
    errorType: error.name,
    errorMessage: error.message,
    code: error.code,
    ...error,
    ...(error.cause === undefined ? {} : { cause: error.cause }),
    ...(typeof error.stack === 'string' ? { stack: error.stack.split('\n') } : {}),
  };
}

function isErrorLike(error) {
  if (types.isNativeError(error)) return true;
  return ['name', 'message', 'stack'].every((key) => typeof error?.[key] === 'string' && error[key] !== '');
}

module.exports = { loggedError, rapidError, runtimeError };
