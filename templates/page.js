// What the page can do besides being read: sort, filter and draw. Without it every row and figure is there.
(() => {
  const { weeks, count, first, words, rows } = JSON.parse(document.getElementById("data").textContent);
  const table = document.getElementById("all");
  if (!table) return;
  const body = table.tBodies[0];
  const others = document.getElementById("others");
  if (others) {
    body.append(...others.querySelector("tbody").rows);
    others.remove();
  }
  const lines = [...body.rows].map((line, place) => ({
    line,
    data: rows[place],
    place,
    text: `${line.cells[0].textContent}\n${line.cells[1].textContent}`.toLocaleLowerCase(),
    isUnusual: line.querySelector("b") !== null,
    drawn: null,
  }));
  const create = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const lastOf = (data) => (data.length > 3 ? data.at(-1) : null);
  const text = (cell) => (line) => line.line.cells[cell].textContent.trim();
  const keys = [
    text(0),
    text(1),
    ({ data }) => lastOf(data),
    ({ data }) => (data[0] ? data[0][1] : null),
    text(4),
    (line) => (text(5)(line) === "" ? null : Number(text(5)(line))),
  ];
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const compare = (a, b) => (typeof a === "string" || typeof b === "string" ? collator.compare(a, b) : a - b);
  const heads = [...table.tHead.rows[0].cells];
  const sortBy = (column) => {
    const head = heads[column];
    const isDown = head.getAttribute("aria-sort") === "ascending";
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
    const key = keys[column];
    const sorted = lines
      .map((line) => ({ line, value: key(line) }))
      .sort((a, b) => {
        // What is not known stays below either way.
        if (a.value === null || b.value === null) return (a.value === null) - (b.value === null);
        return (isDown ? -1 : 1) * compare(a.value, b.value) || a.line.place - b.line.place;
      });
    order = sorted.map(({ line }) => line);
    body.append(...order.flatMap(({ line, drawn }) => (drawn ? [line, drawn] : [line])));
    show();
  };
  heads.forEach((head, column) => {
    const button = create("button", { type: "button" }, head.textContent);
    button.addEventListener("click", () => sortBy(column));
    head.replaceChildren(button);
  });

  const svgName = "http://www.w3.org/2000/svg";
  const drawing = (data, label) => {
    const [range, , , ...values] = data;
    const ends = range ? [range[0], range[2]] : [];
    const known = values.filter((value) => value !== null).concat(ends);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const x = (place) => 28 + ((place + count - values.length) * 944) / Math.max(1, count - 1);
    const y = (value) => (high === low ? 100 : 12 + ((high - value) * 176) / (high - low));
    const svg = document.createElementNS(svgName, "svg");
    const set = { role: "img", "aria-label": label, viewBox: "0 0 1000 200", preserveAspectRatio: "none" };
    for (const [key, value] of Object.entries(set)) svg.setAttribute(key, value);
    const path = (kind, d) => {
      if (d === "") return;
      const element = document.createElementNS(svgName, "path");
      element.setAttribute("class", kind);
      element.setAttribute("d", d);
      svg.append(element);
    };
    if (range) {
      path("range", `M0 ${y(range[2])}H1000V${y(range[0])}H0Z`);
      path("middle", `M0 ${y(range[1])}H1000`);
    }
    const at = values.map((value, place) =>
      value === null ? null : `${x(place).toFixed(1)} ${y(value).toFixed(1)}`,
    );
    path(
      "line",
      at.map((point, place) => (point === null ? "" : (at[place - 1] ? "L" : "M") + point)).join(""),
    );
    const dots = (points) => points.map((point) => (point === null ? "" : `M${point}h0`)).join("");
    const isOutside = (value) => range && value !== null && (value < range[0] || value > range[2]);
    const outside = dots(
      at.map((point, place) => (place < at.length - 1 && isOutside(values[place]) ? point : null)),
    );
    path("dots", dots(at.slice(0, -1)));
    path("outside", outside);
    path("hole", outside);
    path("halo", dots(at.slice(-1)));
    path("now", dots(at.slice(-1)));
    return { svg, hasOutside: outside !== "" };
  };
  const chart = (line) => {
    const { data } = line;
    const cells = [...line.line.cells].slice(0, 5).map((cell) => cell.firstChild?.textContent.trim());
    const { svg, hasOutside } = drawing(data, `${cells[0]}, ${cells[1]}: ${cells[2]}; ${cells[3]}`);
    const key = (kind, said) => create("span", { class: `key key-${kind}` }, said);
    const caption = create("figcaption", {}, key("now", words.now));
    if (data[0]) caption.append(key("range", words.range));
    if (hasOutside) caption.append(key("outside", words.outside));
    const spans = (all) => all.map((each) => create("span", {}, each));
    const axis = create("div", { class: "axis" }, ...spans([data[1], data[2]]));
    const below = create("div", { class: "weeks" }, ...spans(weeks));
    return create("figure", { class: "chart" }, axis, svg, below, caption);
  };

  table.tHead.rows[0].append(create("th", { scope: "col", class: "n" }, words.chart));
  for (const line of lines) {
    const { data } = line;
    const cell = create("td", { class: "n" });
    line.line.append(cell);
    if (data.length < 5) continue;
    const series = `${text(0)(line)}, ${text(1)(line)}`;
    const button = create("button", { type: "button", "aria-expanded": "false" }, words.chart);
    button.setAttribute(
      "aria-label",
      words.chartOf.replace("{series}", () => series),
    );
    button.addEventListener("click", () => {
      const isOpen = line.drawn !== null;
      if (isOpen) line.drawn.remove();
      else line.line.after(create("tr", {}, create("td", { colspan: "7", class: "wide" }, chart(line))));
      line.drawn = isOpen ? null : line.line.nextElementSibling;
      line.line.classList.toggle("drawn", !isOpen);
      button.setAttribute("aria-expanded", String(!isOpen));
    });
    cell.append(button);
  }

  let order = lines;
  let isAll = false;
  const more = document.getElementById("more");
  const form = document.getElementById("filter");
  const [search, only] = form.querySelectorAll("input");
  const output = form.querySelector("output");
  const said = (number) => number.toLocaleString(document.documentElement.lang);
  const show = () => {
    const wanted = search.value.toLocaleLowerCase().split(/\s+/);
    let found = 0;
    let shown = 0;
    for (const { line, drawn, text, isUnusual } of order) {
      const isFound = (!only.checked || isUnusual) && wanted.every((word) => text.includes(word));
      if (isFound) found += 1;
      const isShown = isFound && (isAll || shown < first);
      line.hidden = !isShown;
      if (drawn) drawn.hidden = !isShown;
      if (isShown) shown += 1;
    }
    output.textContent = words.rows.replace("{shown}", said(shown)).replace("{all}", said(lines.length));
    if (!more) return;
    more.hidden = shown === found;
    more.textContent = words.showAll.replace("{all}", said(found));
  };
  more?.addEventListener("click", () => {
    isAll = true;
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  form.hidden = false;
  show();
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
})();
