// The web form: moving between cells, pasting from a spreadsheet, and drafts. The form itself works without it.
"use strict";
(() => {
  const form = document.getElementById("grid");
  if (!form) return;
  const WAIT = 2500, RETRY = 8000, ROWS_AT_ONCE = 500;
  const body = document.getElementById("grid-rows"), pattern = document.getElementById("new-row");
  const tall = body.parentNode.classList.contains("form-tall");
  const state = document.getElementById("grid-state"), words = form.dataset;
  const cellsOf = row => [...row.querySelectorAll(".cell")];
  const rows = () => [...body.rows].filter(row => row.querySelector(".cell"));
  const place = cell => cell.closest("td").cellIndex;
  const say = (text, bad) => { state.textContent = text; state.classList.toggle("unkept", Boolean(bad)); };

  // What is saved: the page's own value, unless the cell already shows a draft.
  const saved = cell => {
    if (cell.dataset.saved !== undefined) return cell.dataset.saved;
    if (cell.type === "checkbox") return String(cell.defaultChecked);
    if (cell.tagName !== "SELECT") return cell.defaultValue;
    const first = [...cell.options].find(option => option.defaultSelected);
    return first ? first.value : "";
  };
  const now = cell => cell.type === "checkbox" ? String(cell.checked) : cell.value;
  const typed = () => [...body.querySelectorAll(".cell, input[name^='delete-']")].filter(cell => now(cell) !== saved(cell));
  let leaving = false;
  window.addEventListener("beforeunload", event => {
    if (!leaving && typed().length) { event.preventDefault(); event.returnValue = ""; }
  });

  // Drafts: what changed since the last one goes to the server a moment after typing, and once more when the page is left.
  const pending = new Set();
  let timer = 0, sending = null, again = false;
  const mark = cell => {
    pending.add(cell);
    cell.closest("td").classList.toggle("typed", now(cell) !== saved(cell) && cell.type !== "checkbox");
    say(words.unsaved.replace("{count}", typed().length));
    if (!timer) timer = setTimeout(send, WAIT);
  };
  const letter = cells => {
    const data = new FormData();
    ["csrfmiddlewaretoken", "base", "since"].forEach(name => data.append(name, form.elements[name].value));
    cells.forEach(cell => {
      const number = cell.name.split("-")[1], key = form.elements[`key-${number}`] || form.elements[`gone-${number}`];
      if (key) data.set(key.name, key.value);
      data.append(cell.name, cell.type === "checkbox" ? (cell.checked ? "1" : "0") : cell.value);
    });
    return data;
  };
  const send = async () => {
    clearTimeout(timer); timer = 0;
    if (sending) { again = true; return; }
    if (!pending.size || leaving) return;
    const cells = [...pending];
    pending.clear();
    sending = new AbortController();
    try {
      const answer = await fetch(words.draft, {
        method: "POST", body: letter(cells), signal: sending.signal, credentials: "same-origin", headers: { Accept: "application/json" },
      });
      // A redirection leads to the login page: nothing was kept.
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const { at } = await answer.json();
      if (!pending.size) say(at ? words.kept.replace("{at}", at) : "");
    } catch (error) {
      cells.forEach(cell => pending.add(cell));
      if (!leaving) { say(words.unkept, true); timer = setTimeout(send, RETRY); }
    } finally {
      sending = null;
      if (again && !timer) { again = false; timer = setTimeout(send, WAIT); }
    }
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && pending.size && !leaving) navigator.sendBeacon(words.draft, letter([...pending]));
  });
  // Sending the form sends everything: a draft on its way would only come too late.
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); if (sending) sending.abort(); });
  document.querySelectorAll(".draft-bar form").forEach(one => one.addEventListener("submit", () => { leaving = true; }));
  window.addEventListener("pageshow", () => { leaving = false; });

  // A new row is a copy of the pattern under a name of its own.
  const addRow = () => {
    const name = "n" + [...crypto.getRandomValues(new Uint8Array(5))].map(byte => byte.toString(16).padStart(2, "0")).join("");
    const holder = document.createElement("tbody");
    holder.innerHTML = pattern.innerHTML.replace(/NEW/g, name);
    const row = holder.rows[0];
    row.querySelector(".line").textContent = rows().length + 1;
    const empty = body.querySelector("td[colspan]");
    if (empty) empty.parentNode.remove();
    body.append(row);
    return row;
  };
  const more = document.getElementById("more");
  if (more && pattern) more.addEventListener("click", event => {
    event.preventDefault();
    const first = addRow();
    for (let count = 1; count < 5; count += 1) addRow();
    cellsOf(first)[0].focus();
  });

  // Setting a cell keeps the text whatever it is: what does not fit is named by the checks.
  const put = (cell, text) => {
    if (cell.tagName === "SELECT") {
      text = { TRUE: "是", FALSE: "否" }[text] || text;
      if (![...cell.options].some(option => option.value === text)) cell.add(new Option(text, text));
    } else if (cell.tagName === "INPUT" && /[\r\n]/.test(text)) {
      const area = document.createElement("textarea");
      [...cell.attributes].filter(one => !["value", "list", "type"].includes(one.name)).forEach(one => area.setAttribute(one.name, one.value));
      area.rows = 2;
      area.dataset.saved = saved(cell);
      cell.replaceWith(area);
      cell = area;
    }
    cell.value = text;
    mark(cell);
    return cell;
  };
  // A spreadsheet's block: tabs between cells, lines between rows, quotes around what holds either.
  const block = text => {
    const found = [[]];
    const cell = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/y;
    while (cell.lastIndex < text.length) {
      const [, quoted, plain, end] = cell.exec(text);
      found[found.length - 1].push(quoted === undefined ? plain : quoted.replace(/""/g, '"'));
      if (end && end !== "\t" && cell.lastIndex < text.length) found.push([]);
      if (end === "\t" && cell.lastIndex === text.length) found[found.length - 1].push("");
    }
    return found;
  };
  let pasted = null;
  const turned = grid => Array.from({ length: Math.max(...grid.map(texts => texts.length)) }, (_, index) => grid.map(texts => texts[index] || ""));
  const paste = (from, copied) => {
    const column = place(from), first = rows().indexOf(from.closest("tr"));
    const room = grid => pattern ? Math.min(Math.max(first + grid.length - rows().length, 0), ROWS_AT_ONCE) : 0;
    const cellAt = (lines, line, index) => {
      const td = lines[first + line] && lines[first + line].cells[column + index];
      return td ? td.querySelector(".cell") : null;
    };
    const fitting = grid => {
      const lines = [...rows(), ...Array(room(grid)).fill(pattern && pattern.content.querySelector("tr"))];
      return grid.reduce((sum, texts, line) => sum + texts.filter((_, index) => cellAt(lines, line, index)).length, 0);
    };
    // Where columns are laid out as lines, a line of the spreadsheet goes downwards.
    const other = tall ? turned(copied) : copied, grid = fitting(other) > fitting(copied) ? other : copied;
    const all = copied.reduce((sum, texts) => sum + texts.length, 0), fits = fitting(grid);
    if (fits < all && !window.confirm(words.overflow.replace("{out}", all - fits).replace("{all}", all))) return;
    const added = Array.from({ length: room(grid) }, addRow), lines = rows(), before = [];
    grid.forEach((texts, line) => texts.forEach((text, index) => {
      const cell = cellAt(lines, line, index);
      if (!cell) return;
      before.push([cell.id, cell.value]);
      put(cell, text);
    }));
    pasted = { before, added };
    say(words.pasted.replace("{count}", before.length));
  };
  const undo = () => {
    pasted.before.forEach(([id, text]) => put(document.getElementById(id), text));
    pasted.added.forEach(row => row.remove());
    pasted = null;
    say(words.undone);
  };
  body.addEventListener("paste", event => {
    const cell = event.target.closest(".cell");
    if (!cell || !event.clipboardData) return;
    const text = event.clipboardData.getData("text/plain"), grid = block(text);
    const single = grid.length === 1 && grid[0].length === 1;
    // One plain word goes where the cursor is, as everywhere, and prose into the middle of prose.
    if (!text || (single && cell.tagName !== "SELECT" && !/[\r\n]/.test(grid[0][0]))) return;
    if (cell.tagName === "TEXTAREA" && !/[\t"]/.test(text)) return;
    event.preventDefault();
    paste(cell, grid);
  });

  body.addEventListener("input", event => { if (event.target.matches(".cell, input[name^='delete-']")) { pasted = null; mark(event.target); } });
  body.addEventListener("change", event => {
    if (event.target.type === "checkbox") event.target.closest("tr").classList.toggle("deleted", event.target.checked);
  });

  const go = (cell, down, right) => {
    const lines = rows(), row = lines[lines.indexOf(cell.closest("tr")) + down];
    const cells = row ? cellsOf(row) : [];
    const next = right ? cells[cellsOf(cell.closest("tr")).indexOf(cell) + right] : cells.find(one => place(one) === place(cell));
    if (!next) return false;
    next.focus();
    if (next.select) next.select();
    return true;
  };
  body.addEventListener("keydown", event => {
    const cell = event.target.closest(".cell");
    if (!cell || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && pasted) { event.preventDefault(); undo(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    const start = whole || cell.selectionEnd === 0, end = whole || cell.selectionStart === cell.value.length;
    const plain = cell.tagName === "INPUT", moves = {
      Enter: plain || cell.tagName === "SELECT" ? [event.shiftKey ? -1 : 1, 0] : null,
      ArrowDown: plain ? [1, 0] : null, ArrowUp: plain ? [-1, 0] : null,
      ArrowRight: plain && end ? [0, 1] : null, ArrowLeft: plain && start ? [0, -1] : null,
    };
    const move = moves[event.key];
    if (!move || (event.shiftKey && event.key !== "Enter")) return;
    // Enter never sends the form: half a table would be saved by habit.
    if (go(cell, ...move) || event.key === "Enter") event.preventDefault();
  });

  // A link to a cell leads into it.
  const enter = () => { const cell = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1))); if (cell && cell.matches(".cell")) cell.focus(); };
  window.addEventListener("hashchange", enter);
  enter();
})();
