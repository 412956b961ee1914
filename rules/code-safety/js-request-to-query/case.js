async function login(users, req) {
  // ruleid: js-request-to-query
  const a = await users.findOne({ name: req.body.name, active: true });
  // ruleid: js-request-to-query
  const b = await users.find(req.query);
  // ok: js-request-to-query
  const c = await users.findOne({ name: String(req.body.name) });
  // ok: js-request-to-query
  const d = await users.findOne({ id: req.params.id });
  return [a, b, c, d];
}
