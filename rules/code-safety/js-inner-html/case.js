function show(el, user, DOMPurify) {
  // ruleid: js-inner-html
  el.innerHTML = `<b>${user.name}</b>`;
  // ruleid: js-inner-html
  el.insertAdjacentHTML('beforeend', '<li>' + user.comment + '</li>');
  // ok: js-inner-html
  el.textContent = user.name;
  // ok: js-inner-html
  el.innerHTML = '';
  // ok: js-inner-html
  el.innerHTML = DOMPurify.sanitize(`<b>${user.name}</b>`);
}
