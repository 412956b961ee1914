function login(req, res, next) {
  // ruleid: js-open-redirect
  res.redirect(req.query.next);
  // ruleid: js-open-redirect
  res.redirect(302, req.body.returnTo);
  // ok: js-open-redirect
  res.redirect('/home');
  // ok: js-open-redirect
  res.redirect(ownPath(req.query.next));
}
