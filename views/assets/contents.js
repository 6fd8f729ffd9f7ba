// Dragging rows of a course's contents: posts the same form as the page for moving does.
(() => {
  const table = document.querySelector('table[data-tree]');
  const form = document.getElementById('drag');
  if (!table || !form) return;
  let dragged;

  const clear = () => {
    for (const row of table.querySelectorAll('.over, .before')) row.classList.remove('over', 'before');
  };
  // The upper part of a row: before it. The rest of a folder: into it.
  const isBefore = (row, event) => {
    const { top, height } = row.getBoundingClientRect();
    return !('folder' in row.dataset) || event.clientY - top < height / 3;
  };
  const isInside = (row) => {
    for (let at = row; at; at = table.querySelector(`tr[data-item="${CSS.escape(at.dataset.parent)}"]`)) {
      if (at === dragged) return true;
      if (at.dataset.parent === '') return false;
    }
    return false;
  };

  for (const row of table.tBodies[0].rows) {
    row.draggable = true;
    row.title = form.dataset.grip;
    row.classList.add('grip');
    for (const link of row.querySelectorAll('a')) link.draggable = false;
    row.addEventListener('dragstart', (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', row.dataset.item);
    });
    row.addEventListener('dragover', (event) => {
      if (!dragged || isInside(row)) return;
      event.preventDefault();
      clear();
      row.classList.add(isBefore(row, event) ? 'before' : 'over');
    });
    row.addEventListener('dragend', clear);
    row.addEventListener('drop', (event) => {
      if (!dragged || isInside(row)) return;
      event.preventDefault();
      const before = isBefore(row, event);
      // By query: of a form's elements, `item` is a method.
      const set = (name, value) => {
        form.querySelector(`[name="${name}"]`).value = value;
      };
      set('item', dragged.dataset.item);
      set('folder', before ? row.dataset.parent : row.dataset.item);
      set('place', before ? 'before' : 'last');
      set('before', before ? row.dataset.item : '');
      form.submit();
    });
  }
})();
