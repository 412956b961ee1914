const crypto = require('node:crypto');

function store(user, password, file) {
  // ruleid: js-weak-password-hash
  user.hash = crypto.createHash('md5').update(password).digest('hex');
  // ruleid: js-weak-password-hash
  user.old = crypto.createHash('sha1').update(user.password).digest('hex');
  // ok: js-weak-password-hash
  user.hash = crypto.scryptSync(password, user.salt, 64);
  // ok: js-weak-password-hash
  user.avatar = crypto.createHash('md5').update(user.mail).digest('hex');
}
