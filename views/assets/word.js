// Lets the shared word be seen while it is typed.
(() => {
  for (const button of document.querySelectorAll('button[data-show]')) {
    const field = document.getElementById(button.dataset.show);
    const show = button.textContent;
    button.hidden = false;
    button.addEventListener('click', () => {
      const shown = field.type === 'password';
      field.type = shown ? 'text' : 'password';
      button.textContent = shown ? button.dataset.hide : show;
      field.focus();
    });
    // It leaves the page as a word that nobody keeps for next time.
    field.form.addEventListener('submit', () => {
      field.type = 'password';
    });
  }
})();
