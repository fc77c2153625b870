'use strict';
// A handler that answers with one value: by its promise, by the callback, or by context.done and its kin.

const { rapidError, runtimeError } = require('./node-errors.cjs');

const NEVER_SETTLED =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes';

/** Resolves when the answer is delivered and, where the handler's style asks for it, the event loop has emptied. */
function answerBuffered({ api, handler, log, loop, rules, event, context }) {
  return new Promise((resolve) => {
    let answered = false;
    let waitForEmptyLoop = true;

    const done = () => {
      if (!waitForEmptyLoop) return resolve();
      loop.onEmpty = () => {
        loop.onEmpty = undefined;
        resolve();
      };
    };
    const deliver = (send) => {
      if (answered) return;
      answered = true;
      loop.onEmpty = undefined;
      send().then(done, () => process.exit(1));
    };
    const fail = (error) =>
      deliver(() => {
        log.error('Invoke Error', error);
        return api.postError(context.awsRequestId, rapidError(error));
      });
    const succeed = (value) => {
      let text;
      try {
        text = JSON.stringify(value === undefined ? null : value) ?? 'null';
      } catch {
        return fail(new Error('Unable to stringify response body'));
      }
      deliver(() => api.postResponse(context.awsRequestId, text));
    };
    const callback = (error, value) => (error === undefined || error === null ? succeed(value) : fail(error));
    const atOnce = (finish) => {
      return (...values) => {
        waitForEmptyLoop = false;
        finish(...values);
      };
    };

    Object.defineProperty(context, 'callbackWaitsForEmptyEventLoop', {
      enumerable: true,
      get: () => waitForEmptyLoop,
      set: (value) => {
        waitForEmptyLoop = value;
      },
    });
    if (rules.callbacks) {
      Object.assign(context, { done: atOnce(callback), succeed: atOnce(succeed), fail: atOnce(fail) });
    }
    const isAsync = handler.constructor.name === 'AsyncFunction';
    loop.onEmpty = () =>
      isAsync || !rules.callbacks ? fail(runtimeError('NodeJsExit', NEVER_SETTLED)) : succeed(undefined);

    try {
      const result = rules.callbacks ? handler(event, context, callback) : handler(event, context);
      if (typeof result?.then === 'function') result.then(atOnce(succeed), atOnce(fail));
      else if (!rules.callbacks) atOnce(succeed)(result);
    } catch (error) {
      atOnce(fail)(error);
    }
  });
}

module.exports = { answerBuffered };
