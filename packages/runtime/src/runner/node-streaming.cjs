'use strict';
// awslambda.streamifyResponse: a handler that writes its answer to a stream.

const { Writable } = require('node:stream');
const { rapidError, runtimeError } = require('./node-errors.cjs');

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');
const HTTP_INTEGRATION = 'application/vnd.awslambda.http-integration-response';

function installStreaming() {
  if (['1', 'true'].includes(process.env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA)) return;
  globalThis.awslambda = {
    ...globalThis.awslambda,
    streamifyResponse(handler, options) {
      handler[STREAMING] = 'response';
      if (typeof options?.highWaterMark === 'number') handler[HIGH_WATER_MARK] = Math.trunc(options.highWaterMark);
      return handler;
    },
    HttpResponseStream: {
      /** Puts status and headers before the body: JSON, then eight zero bytes. */
      from(stream, prelude) {
        stream.setContentType(HTTP_INTEGRATION);
        stream._onBeforeFirstWrite = (write) => {
          write(JSON.stringify(prelude));
          write(new Uint8Array(8));
        };
        return stream;
      },
    },
  };
}

function isStreaming(handler) {
  return handler[STREAMING] === 'response';
}

class ResponseStream extends Writable {
  #open;
  #contentType = 'application/octet-stream';
  #response;

  constructor(open, highWaterMark) {
    super(highWaterMark === undefined ? {} : { highWaterMark });
    this.#open = open;
  }

  get opened() {
    return this.#response;
  }

  setContentType(contentType) {
    if (this.#response !== undefined) {
      throw runtimeError('InvalidStreamingOperation', 'Cannot set content-type, too late.');
    }
    this.#contentType = contentType;
  }

  write(chunk, ...others) {
    const isRaw = typeof chunk === 'string' || chunk instanceof Uint8Array;
    return super.write(isRaw ? chunk : JSON.stringify(chunk), ...others);
  }

  _write(chunk, _encoding, callback) {
    this.#opened().request.write(chunk, callback);
  }

  _final(callback) {
    this.#opened().request.end(callback);
  }

  #opened() {
    if (this.#response === undefined) {
      this.#response = this.#open(this.#contentType);
      this._onBeforeFirstWrite?.((chunk) => this.#response.request.write(chunk));
    }
    return this.#response;
  }
}

async function answerStreaming({ api, handler, log, loop, event, context }) {
  let waitForEmptyLoop = true;
  Object.defineProperty(context, 'callbackWaitsForEmptyEventLoop', {
    enumerable: true,
    get: () => waitForEmptyLoop,
    set: (value) => {
      waitForEmptyLoop = value;
    },
  });
  const stream = new ResponseStream(
    (contentType) => api.openResponse(context.awsRequestId, contentType),
    handler[HIGH_WATER_MARK],
  );
  // Errors reach the caller through `fail`; without a listener they would end the process first.
  stream.on('error', () => {});
  const emptied = new Promise((resolve) => {
    loop.onEmpty = resolve;
  });

  try {
    const result = handler(event, stream, context);
    if (typeof result?.then !== 'function') throw 'Streaming does not support non-async handlers.';
    const outcome = await Promise.race([result, emptied.then(() => EMPTIED)]);
    if (outcome !== undefined && outcome !== EMPTIED) console.warn('Streaming handlers ignore return values.');
    if (!stream.writableEnded) throw 'Response stream is not finished.';
    await stream.opened?.answered;
  } catch (error) {
    loop.onEmpty = undefined;
    log.error('Invoke Error', error);
    if (stream.opened === undefined) await api.postError(context.awsRequestId, rapidError(error));
    else {
      stream.opened.fail(rapidError(error));
      await stream.opened.answered;
    }
    return;
  }
  if (waitForEmptyLoop) await emptied;
  loop.onEmpty = undefined;
}

const EMPTIED = Symbol('emptied');

module.exports = { answerStreaming, installStreaming, isStreaming };
