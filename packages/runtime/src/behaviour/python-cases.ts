import { expect } from 'vitest';
import type { BehaviourCase } from './behaviour-case.ts';

const python = { runtime: 'python3.12', handler: 'app.handler' };

export const PYTHON: readonly BehaviourCase[] = [
  {
    title: 'a Python handler answers and is kept warm',
    files: {
      'app.py':
        'count = 0\ndef handler(event, context):\n    global count\n    count += 1\n    return {"got": event, "count": count, "text": "é"}\n',
    },
    options: python,
    invocations: [
      {
        event: { a: [1] },
        answer: { got: { a: [1] }, count: 1, text: 'é' },
        cold: true,
        log: [/^START RequestId: /, /\nREPORT RequestId: /],
      },
      { event: 'ü', answer: { got: 'ü', count: 2, text: 'é' }, cold: false },
    ],
  },
  {
    title: 'a Python handler may lie in a folder and import its neighbours',
    files: {
      'src/app.py': 'from src.stock import left\ndef handler(event, context):\n    return left()\n',
      'src/stock.py': 'def left():\n    return 3\n',
    },
    options: { ...python, handler: 'src/app.handler' },
    invocations: [{ answer: 3 }],
  },
  {
    title: 'a Python error is reported with requestId and stackTrace',
    files: { 'app.py': 'def handler(event, context):\n    raise ValueError("bad value")\n' },
    options: python,
    invocations: [
      {
        error: {
          errorMessage: 'bad value',
          errorType: 'ValueError',
          requestId: '8476a536-e9f4-11e8-9739-2dfe598c3f00',
          stackTrace: [expect.stringMatching(/^ {2}File ".*app\.py", line 2, in handler\n {4}raise ValueError/)],
        },
        log: [/\[ERROR\] ValueError: bad value\nTraceback \(most recent call last\):\n {2}File/],
      },
    ],
  },
  {
    title: 'print and logging are captured',
    files: {
      'app.py':
        'import logging, sys\nlogging.getLogger().setLevel(logging.INFO)\ndef handler(event, context):\n    print("printed")\n    logging.info("informed %s", 1)\n    print("to stderr", file=sys.stderr)\n',
    },
    options: python,
    invocations: [
      {
        answer: null,
        log: [
          /printed\n\[INFO\]\t\d{4}-\d\d-\d\dT[\d:.]+Z\t8476a536-e9f4-11e8-9739-2dfe598c3f00\tinformed 1\n/,
          /to stderr\n/,
        ],
      },
    ],
  },
  {
    title: 'Python logging is JSON where the function logs JSON',
    files: { 'app.py': 'import logging\ndef handler(event, context):\n    logging.getLogger("shop").warning("low")\n' },
    options: { ...python, logFormat: 'JSON' },
    invocations: [
      {
        answer: null,
        log: [
          /\{"timestamp": "[^"]+", "level": "WARNING", "message": "low", "logger": "shop", "requestId": "8476a536[^"]+"\}\n/,
        ],
      },
    ],
  },
  {
    title: 'the Python context tells about the function',
    files: {
      'app.py':
        'def handler(event, context):\n    assert 0 < context.get_remaining_time_in_millis() <= 10000\n    return [context.function_name, context.aws_request_id[:8], context.memory_limit_in_mb, context.identity.cognito_identity_id]\n',
    },
    options: python,
    invocations: [{ answer: ['shop-orders', '8476a536', '256', null] }],
  },
  {
    title: 'a Python module that is missing is an ImportModuleError',
    files: { 'app.py': 'import not_there\n' },
    options: python,
    invocations: [
      {
        error: {
          errorType: 'Runtime.ImportModuleError',
          errorMessage: "Unable to import module 'app': No module named 'not_there'",
        },
      },
    ],
  },
  {
    title: 'a Python syntax error is a UserCodeSyntaxError',
    files: { 'app.py': 'def handler(event, context)\n    pass\n' },
    options: python,
    invocations: [
      {
        error: {
          errorType: 'Runtime.UserCodeSyntaxError',
          errorMessage: expect.stringContaining("Syntax error in module 'app':"),
        },
      },
    ],
  },
  {
    title: 'a Python handler that is missing is a HandlerNotFound',
    files: { 'app.py': '' },
    options: python,
    invocations: [
      { error: { errorType: 'Runtime.HandlerNotFound', errorMessage: "Handler 'handler' missing on module 'app'" } },
    ],
  },
  {
    title: 'a Python answer that is no JSON is a MarshalError',
    files: { 'app.py': 'def handler(event, context):\n    return {1, 2}\n' },
    options: python,
    invocations: [
      {
        error: {
          errorType: 'Runtime.MarshalError',
          errorMessage: 'Unable to marshal response: Object of type set is not JSON serializable',
        },
      },
    ],
  },
  {
    title: 'a Python function that ends its process is an ExitError, one that loops is timed out',
    files: {
      'app.py':
        'import os\ndef handler(event, context):\n    if event.get("exit"):\n        os._exit(4)\n    while True:\n        pass\n',
    },
    options: { ...python, timeout: 1000 },
    invocations: [
      {
        event: { exit: true },
        error: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 4') },
      },
      {
        error: { errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('after 1.00 seconds') },
        cold: true,
      },
    ],
  },
];
