"use strict";
/* Tables of class "sortable" sort by a click on a heading, or by the keyboard, since headings hold buttons. */
(function () {
  /* What a cell sorts by: its data-v, else its text; null for what is undefined, which stays last. */
  function key(cell, numeric) {
    if (!cell) return null;
    if (!numeric) return cell.textContent.trim().toLowerCase();
    return cell.dataset.v === undefined ? null : Number(cell.dataset.v);
  }

  function compare(a, b, up) {
    if (a.key === b.key) return a.place - b.place;
    if (a.key === null) return 1;
    if (b.key === null) return -1;
    return (a.key < b.key) === up ? -1 : 1;
  }

  function sortBody(body, column, numeric, up) {
    const rows = Array.from(body.rows, (row, place) => ({ row, place, key: key(row.cells[column], numeric) }));
    const table = body.parentElement;
    const next = body.nextSibling;
    rows.sort((a, b) => compare(a, b, up));
    /* Out of the page meanwhile, which then has no work with each row. */
    body.remove();
    body.replaceChildren(...rows.map((r) => r.row));
    table.insertBefore(body, next);
  }

  function sortTable(table, head) {
    const numeric = head.classList.contains("n");
    const before = head.getAttribute("aria-sort");
    /* Numbers begin with the greatest, but ranks with the best, which is the least. */
    const first = numeric && head.cellIndex > 0 ? "descending" : "ascending";
    const order = before === "none" ? first : before === "ascending" ? "descending" : "ascending";
    for (const other of head.parentElement.cells) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", order);
    for (const body of table.tBodies)
      if (!body.classList.contains("fixed")) sortBody(body, head.cellIndex, numeric, order === "ascending");
  }

  for (const table of document.querySelectorAll("table.sortable"))
    table.tHead.addEventListener("click", function (event) {
      const button = event.target.closest("button");
      if (button) sortTable(table, button.parentElement);
    });
})();

/* Rows of a table by words in their first cell. */
(function () {
  for (const input of document.querySelectorAll("input[data-table]")) {
    const table = document.getElementById(input.dataset.table);
    const output = document.getElementById(input.dataset.count);
    const rows = Array.from(table.tBodies[0].rows, (row) => ({ row, text: row.cells[0].textContent.toLowerCase() }));
    input.addEventListener("input", function () {
      const word = input.value.trim().toLowerCase();
      let n = 0;
      for (const r of rows) {
        r.row.hidden = !r.text.includes(word);
        n += !r.row.hidden;
      }
      output.textContent = n + " of " + rows.length;
    });
  }
})();

/* Images of the gallery by subset, category, and whether something was found, missed or false. */
(function () {
  const form = document.getElementById("gallery-filters");
  if (!form) return;
  const figures = Array.from(document.querySelectorAll(".gallery figure"), (figure) => ({
    figure,
    subset: figure.dataset.subset,
    /* "3f 7mx": in category 3 something was found; in 7 something was missed and something was false */
    marks: figure.dataset.marks ? figure.dataset.marks.split(" ").map((m) => [m.replace(/\D+$/, ""), m.replace(/^\d+/, "")]) : [],
  }));
  const output = form.querySelector("output");

  function shown(f) {
    const subset = form.elements.subset.value;
    const category = form.elements.category.value;
    const outcome = form.elements.outcome.value;
    if (subset && f.subset !== subset) return false;
    if (!category && !outcome) return true;
    return f.marks.some(([id, marks]) => (!category || category === f.subset + "-" + id) && (!outcome || marks.includes(outcome)));
  }

  function apply() {
    let n = 0;
    for (const f of figures) {
      f.figure.hidden = !shown(f);
      n += !f.figure.hidden;
    }
    output.textContent = n + " of " + figures.length + " images";
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
})();
