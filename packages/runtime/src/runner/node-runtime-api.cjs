'use strict';
// The client's side of the Runtime API.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

const http = require('node:http');

const { Agent, request: send } = http;
const BASE = '/2018-06-01/runtime';
const ERROR_TYPE = 'Lambda-Runtime-Function-Error-Type';
const ERROR_BODY = 'Lambda-Runtime-Function-Error-Body';

function connect(address) {
  const { hostname, port } = new URL(`http://${address}`);
  const agent = new Agent({ keepAlive: true });

  const open = (method, path, headers = {}) =>
    send({ agent, hostname, port, method, path: BASE + path, headers: { ...headers, ...peakMemory() } });

  async function post(path, headers, body) {
    await flushed();
    const request = open('POST', path, { 'Content-Length': Buffer.byteLength(body), ...headers });
    request.end(body);
    return answerOf(request);
  }

  const postFailure = (path, error) =>
    post(
      path,
      { 'Content-Type': 'application/json', [ERROR_TYPE]: headerText(error.errorType) },
      JSON.stringify(error),
    );

  return {
    /** Opens the connection, and has Node.js load what requests and logs need. Whatever is answered counts for nothing. */
    async warmUp() {
      await flushed();
      const request = open('GET', '/ready');
      request.end();
      await answerOf(request);
    },
    async next() {
      const request = open('GET', '/invocation/next');
      request.end();
      const { headers, body } = await answerOf(request);
      return {
        body,
        requestId: headers['lambda-runtime-aws-request-id'],
        deadline: Number(headers['lambda-runtime-deadline-ms']),
        functionArn: headers['lambda-runtime-invoked-function-arn'],
        traceId: headers['lambda-runtime-trace-id'],
        clientContext: jsonHeader(headers['lambda-runtime-client-context']),
        identity: jsonHeader(headers['lambda-runtime-cognito-identity']),
      };
    },
    postResponse: (requestId, text) =>
      post(`/invocation/${requestId}/response`, { 'Content-Type': 'application/json' }, text),
    postError: (requestId, error) => postFailure(`/invocation/${requestId}/error`, error),
    postInitError: (error) => postFailure('/init/error', error),
    /** A request whose body is the answer, written bit by bit; `fail` ends it with an error in its trailers. */
    openResponse(requestId, contentType) {
      const request = open('POST', `/invocation/${requestId}/response`, {
        'Content-Type': contentType,
        'Transfer-Encoding': 'chunked',
        'Lambda-Runtime-Function-Response-Mode': 'streaming',
        Trailer: [ERROR_TYPE, ERROR_BODY],
      });
      return {
        request,
        answered: answerOf(request),
        fail(error) {
          request.addTrailers({
            [ERROR_TYPE]: headerText(error.errorType),
            [ERROR_BODY]: Buffer.from(JSON.stringify(error)).toString('base64'),
          });
          request.end();
        },
      };
    },
  };
}

function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
    });
  });
}

/** All that was logged is on its way before the answer is: where pipes are asynchronous, writes are waited for. */
function flushed() {
  const drained = (stream) => new Promise((resolve) => stream.write('', () => resolve()));
  return Promise.all([drained(process.stdout), drained(process.stderr)]);
}

/** For machines without /proc; KiB. */
function peakMemory() {
  return { 'Nx-Lambda-Peak-Memory': process.resourceUsage().maxRSS };
}

function jsonHeader(text) {
  return text === undefined ? undefined : JSON.parse(text);
}

function headerText(text) {
  return String(text).replace(/[^\x20-\x7e]/g, '?');
}

module.exports = { connect };
