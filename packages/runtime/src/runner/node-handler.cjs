'use strict';
// From a handler string to a function, in the order in which Lambda looks for files.

const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { runtimeError } = require('./node-errors.cjs');
const { isStreaming } = require('./node-streaming.cjs');

const CALLBACKS_REMOVED =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

/** `a/b.c.d` is the property `d` of the export `c` of the module `a/b`. */
async function loadHandler(taskRoot, handlerName, rules) {
  if (handlerName.includes('..')) {
    throw runtimeError(
      'MalformedHandlerName',
      `'${handlerName}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const base = path.posix.basename(handlerName);
  const [, moduleName, property] = /^([^.]*)\.(.*)$/.exec(base) ?? [];
  if (moduleName === undefined) throw runtimeError('MalformedHandlerName', 'Bad handler');
  const folder = handlerName.slice(0, handlerName.lastIndexOf(base));

  const loaded = await loadOrExplain(taskRoot, folder, moduleName, rules);
  const handler = property.split('.').reduce((value, key) => value?.[key], loaded);
  if (!handler) throw runtimeError('HandlerNotFound', `${handlerName} is undefined or not exported`);
  if (typeof handler !== 'function') throw runtimeError('HandlerNotFound', `${handlerName} is not a function`);
  if (!rules.callbacks && handler.length >= 3 && !isStreaming(handler)) {
    throw runtimeError('CallbackHandlerDeprecated', CALLBACKS_REMOVED);
  }
  return handler;
}

async function loadOrExplain(taskRoot, folder, moduleName, rules) {
  try {
    return await loadModule(taskRoot, folder, moduleName, rules);
  } catch (error) {
    const kind =
      error instanceof SyntaxError
        ? 'UserCodeSyntaxError'
        : error?.code === 'MODULE_NOT_FOUND'
          ? 'ImportModuleError'
          : undefined;
    if (kind === undefined) throw error;
    const explained = runtimeError(kind, String(error));
    explained.stack = `${explained.name}: ${error.stack}`;
    throw explained;
  }
}

async function loadModule(taskRoot, folder, moduleName, rules) {
  const file = path.resolve(taskRoot, folder, moduleName);
  const modules = isModuleFolder(path.dirname(file));
  const script = (extension) => (existsSync(file + extension) ? require(file + extension) : undefined);
  const module = (extension) =>
    existsSync(file + extension) ? import(pathToFileURL(file + extension).href) : undefined;

  const loaded =
    script('') ||
    (modules ? await module('.js') : script('.js')) ||
    (await module('.mjs')) ||
    script('.cjs') ||
    (rules.typescript && ((modules ? await module('.ts') : script('.ts')) || (await module('.mts')) || script('.cts')));
  if (loaded) return loaded;
  return require(require.resolve(moduleName, { paths: [taskRoot, path.resolve(taskRoot, folder)] }));
}

/** The nearest package.json decides, as for Node itself. */
function isModuleFolder(folder) {
  if (path.basename(folder) === 'node_modules') return false;
  const manifest = path.join(folder, 'package.json');
  if (existsSync(manifest)) {
    try {
      return JSON.parse(readFileSync(manifest, 'utf8'))?.type === 'module';
    } catch (error) {
      console.warn(`${manifest} cannot be read, it will be ignored for ES module detection purposes.`, error);
      return false;
    }
  }
  const parent = path.dirname(folder);
  return parent === folder ? false : isModuleFolder(parent);
}

module.exports = { loadHandler };
