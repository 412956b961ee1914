function show(el, user, DOMPurify) {
  // ruleid: js-inner-html
  el.innerHTML = `<b>${user.name}</b>`;
  // ruleid: js-inner-html
  el.insertAdjacentHTML('beforeend', '<li>' + user.comment + '</li>');
  // ruleid: js-inner-html
  el.innerHTML = '<ul>' + user.items.map((item) => item.html).join('') + '</ul>';
  // ruleid: js-inner-html
  el.innerHTML = decodeURIComponent(location.hash);
  // ok: js-inner-html
  el.innerHTML = '<b>' + 'plain + text' + '</b>';
  const rule = '<hr>';
  // ok: js-inner-html
  el.innerHTML = `${rule}<p>+ "quoted"</p>`;
  // ok: js-inner-html
  el.textContent = user.name;
  // ok: js-inner-html
  el.innerHTML = '';
  // ok: js-inner-html
  el.innerHTML = DOMPurify.sanitize(`<b>${user.name}</b>`);
}
