export async function preview(req: { query: { url: string } }, hosts: Map<string, string>) {
  // ruleid: js-request-chooses-url
  const a = await fetch(req.query.url);
  // ruleid: js-request-chooses-url
  const b = await fetch(req.query.url, { method: 'HEAD' });
  // ok: js-request-chooses-url
  const c = await fetch('https://api.acme.dev/preview');
  // ok: js-request-chooses-url
  const d = await fetch(hosts.get(req.query.url) ?? '/none');
  const { url } = req.query;
  // ruleid: js-request-chooses-url
  const e = await fetch(url);
  // ok: js-request-chooses-url
  const f = await fetch(`https://api.acme.dev/items/${req.query.url}`);
  return [a, b, c, d, e, f];
}
