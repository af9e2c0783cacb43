// Shows or hides a typed password.
for (const button of document.querySelectorAll('[data-reveal]')) {
  const field = document.getElementById(button.getAttribute('aria-controls'));
  button.hidden = false;
  button.addEventListener('click', () => {
    const shown = field.type === 'password';
    field.type = shown ? 'text' : 'password';
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
    button.setAttribute('aria-label', shown ? button.dataset.hideLabel : button.dataset.showLabel);
    field.focus();
  });
}

// A form leaves once: a second sign-in of the same person at the same instant is refused by the server.
const forms = [...document.querySelectorAll('form[data-once]')];
for (const form of forms) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'true';
    form.setAttribute('aria-busy', 'true');
  });
}
// The page comes back from the history with its forms ready.
window.addEventListener('pageshow', () => {
  for (const form of forms) {
    delete form.dataset.sent;
    form.removeAttribute('aria-busy');
  }
});
