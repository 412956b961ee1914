const serialize = require('node-serialize');
const v8 = require('node:v8');

function load(req, cache) {
  // ruleid: js-unsafe-deserialisation
  const session = serialize.unserialize(req.cookies.session);
  // ruleid: js-unsafe-deserialisation
  const body = v8.deserialize(req.body);
  // ok: js-unsafe-deserialisation
  const plain = JSON.parse(req.cookies.session);
  // ok: js-unsafe-deserialisation
  const own = v8.deserialize(cache.read());
  return [session, body, plain, own];
}
