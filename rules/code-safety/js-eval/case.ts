export function calculate(expression: string, body: { code: string }) {
  // ruleid: js-eval
  const a = eval(expression);
  // ruleid: js-eval
  const b = new Function('x', 'return ' + body.code);
  // ok: js-eval
  const c = JSON.parse(body.code);
  // ok: js-eval
  const d = new Function('return 42');
  // ok: js-eval
  setTimeout(tick, 100);
  return [a, b, c, d];
}
function tick() {}
