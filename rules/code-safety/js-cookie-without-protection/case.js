function sign(res, id) {
  // ruleid: js-cookie-without-protection
  res.cookie('sid', id, { httpOnly: false, maxAge: 1000 });
  // ruleid: js-cookie-without-protection
  res.cookie('sid', id, { secure: false });
  // ok: js-cookie-without-protection
  res.cookie('sid', id, { httpOnly: true, secure: true });
  // ok: js-cookie-without-protection
  res.cookie('theme', 'dark');
}
