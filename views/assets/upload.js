// Sends a form with a file and says how far it is; it can be cancelled, and what was typed stays. Pages work without it.
(() => {
  const mib = 1024 * 1024;

  const start = () => {
    const form = document.querySelector('form[data-upload]');
    const panel = form?.querySelector('[data-sending]');
    const file = form?.querySelector('input[type="file"]');
    if (!panel || !file) return;
    const words = panel.dataset;
    const bar = panel.querySelector('progress');
    const share = panel.querySelector('.n');
    const cancel = panel.querySelector('button');
    const said = form.querySelector('[data-said]');
    const failed = form.querySelector('[data-failed]');
    const buttons = [...form.querySelectorAll('button:not([type="button"])')];
    let sending;
    let pressed;

    const stayHere = (event) => event.preventDefault();
    const showShare = (percent) => {
      bar.value = percent;
      share.textContent = words.share.replace('#', Math.floor(percent));
    };
    const end = (sentence) => {
      sending = undefined;
      panel.hidden = true;
      said.textContent = '';
      for (const button of buttons) button.disabled = false;
      window.removeEventListener('beforeunload', stayHere);
      if (sentence === undefined) return;
      failed.textContent = sentence;
      failed.hidden = false;
      (pressed ?? buttons[0])?.focus();
    };

    /** A page that answers: the same form with what is to be mended, or the sign-in. What was chosen stays chosen. */
    const showAnswer = (html) => {
      const page = new DOMParser().parseFromString(html, 'text/html');
      const again = page.querySelector('form[data-upload] input[type="file"]');
      if (!page.querySelector('main form'))
        return end(page.querySelector('.lede')?.textContent || words.unclear);
      if (again && !again.hasAttribute('aria-invalid')) {
        page.querySelector('[data-again]')?.remove();
        again.replaceWith(file);
      }
      end();
      document.title = page.title;
      document.body.replaceWith(document.adoptNode(page.body));
      const place = document.getElementById('faults') ?? document.querySelector('h1');
      place.tabIndex = -1;
      place.focus();
      start();
    };

    const take = ({ status, responseText, responseURL }, type) => {
      if (!type.startsWith('application/json')) {
        return status === 413 && !responseText.includes('data-upload')
          ? end(words.large)
          : showAnswer(responseText);
      }
      const { place, error } = JSON.parse(responseText);
      if (place === undefined) return end(error);
      end();
      location.assign(new URL(place, responseURL));
    };

    form.addEventListener('submit', (event) => {
      const [chosen] = file.files;
      if (!chosen) return;
      event.preventDefault();
      if (sending) return;
      pressed = event.submitter ?? undefined;
      failed.hidden = true;
      if (chosen.size > Number(form.dataset.limit) * mib) return end(words.large);
      const body = new FormData(form);
      if (pressed?.name) body.append(pressed.name, pressed.value);
      sending = new XMLHttpRequest();
      let half = false;
      sending.upload.addEventListener('progress', ({ loaded, total }) => {
        showShare((100 * loaded) / total);
        if (loaded >= total) said.textContent = words.looking;
        else if (!half && loaded * 2 >= total) {
          half = true;
          said.textContent = words.half;
        }
      });
      sending.addEventListener('load', () => {
        try {
          take(sending, sending.getResponseHeader('Content-Type') ?? '');
        } catch {
          end(words.unclear);
        }
      });
      sending.addEventListener('error', () => end(navigator.onLine ? words.broken : words.offline));
      sending.addEventListener('abort', () => end(words.cancelled));
      sending.open('POST', form.action);
      sending.setRequestHeader('Accept', 'application/json');
      sending.send(body);
      window.addEventListener('beforeunload', stayHere);
      for (const button of buttons) button.disabled = true;
      showShare(0);
      panel.hidden = false;
      said.textContent = words.started;
      cancel.focus();
    });
    cancel.addEventListener('click', () => sending?.abort());
  };
  start();
})();
