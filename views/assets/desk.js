// What pages of coordinators can do without: copying, times in the reader's own zone, numbers on buttons, printing, and
// a look at the first fault.
(() => {
  for (const button of document.querySelectorAll('button[data-copy]')) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const words = button.firstChild;
    const before = words.textContent;
    button.addEventListener('click', async () => {
      const source = document.getElementById(button.dataset.copy);
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      words.textContent = button.dataset.done;
      button.setAttribute('aria-live', 'polite');
      setTimeout(() => {
        words.textContent = before;
      }, 2000);
    });
  }

  const lang = document.documentElement.lang;
  const full = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'long' });
  for (const time of document.querySelectorAll('time[datetime]')) {
    const moment = new Date(time.dateTime);
    if (!Number.isNaN(moment.getTime())) time.title = full.format(moment);
  }

  // Buttons for rows that are ticked say how many these are.
  for (const button of document.querySelectorAll('button[data-ticked]')) {
    const words = button.textContent;
    const boxes = button.form.querySelectorAll(`input[type=checkbox][name="${button.dataset.ticked}"]`);
    const tell = () => {
      const ticked = [...boxes].filter((box) => box.checked).length;
      button.textContent = ticked > 0 ? `${words} (${ticked})` : words;
    };
    button.form.addEventListener('change', tell);
    tell();
  }

  for (const button of document.querySelectorAll('button[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }

  // What takes longer than one request goes on by itself.
  document.querySelector('form[data-goes-on]')?.requestSubmit();

  document.getElementById('faults')?.focus();

  // What stands there from the start is not read out; what comes later is.
  const said = document.querySelector('.said');
  if (said) setTimeout(() => said.replaceChildren(said.textContent), 300);
})();
