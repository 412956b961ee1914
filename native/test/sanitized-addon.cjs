// Preloaded by sanitized.mjs: where the addon is asked for, the one that was built with sanitizers is opened.
const path = require('node:path');

const built = path.join(__dirname, '../build/Release/vireon.node');
const sanitized = path.join(__dirname, '../build/sanitized/build/Release/vireon.node');
const open = process.dlopen;
process.dlopen = (module, file, ...rest) =>
  open.call(process, module, path.resolve(file) === built ? sanitized : file, ...rest);
