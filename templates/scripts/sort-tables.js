for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const keyOf = (row, index) => {
    const cell = row.cells[index];
    if (index === 0) return cell.textContent;
    return cell.dataset.value === undefined ? null : Number(cell.dataset.value);
  };
  const compare = (a, b, direction) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return direction * (typeof a === 'string' ? a.localeCompare(b) : a - b);
  };
  heads.forEach((head, index) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const now = head.getAttribute('aria-sort');
      const first = index === 0 ? 'ascending' : 'descending';
      const other = index === 0 ? 'descending' : 'ascending';
      const next = now === first ? other : first;
      for (const each of heads) each.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', next);
      const direction = next === 'ascending' ? 1 : -1;
      const rows = [...body.rows];
      rows.sort((a, b) => compare(keyOf(a, index), keyOf(b, index), direction));
      body.append(...rows);
    });
  });
}
