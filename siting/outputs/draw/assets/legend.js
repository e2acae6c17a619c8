/* The legend, which is also how views, services and layers are chosen. */
const { element, say } = siting;

siting.legend = function (map, cells, grid) {
  const scale = element("div", { class: "scales" });
  const rows = element("div", { class: "rows" });
  const choices = [chooser(cells), serviceChooser(), groupChooser(cells), siting.standard(cells)];
  const body = element("div", { class: "body", id: "legend-body" }, ...choices, scale, rows);
  const box = element("section", { class: "card above legend", "aria-label": say("legend") }, siting.folding(say("legend"), body), body);
  map.getContainer().append(siting.above(box));

  siting.rows.push({
    group: "backdrop",
    key: "cells",
    label: say("cells"),
    swatch: siting.swatch([{ fillColor: cells.ramps.newly[2] }]),
    shown: true,
    count: cells.count,
    toggle: siting.switching(map, grid),
  });
  const [sites, ...ground] = ["sites", "areas", "backdrop"].map((group) => layerRows(siting.rows.filter((row) => row.group === group)));
  const lines = [sites, ...ground];
  const folded = element("details", { class: "ground" }, element("summary", {}, say("layers")), ...ground.map((line) => line.box));
  rows.append(sites.box, folded);

  map.on("zoomend viewreset", () => lines.forEach((line) => line.update()));
  siting.state.listen((shown) => {
    const look = siting.look(cells, shown);
    grid.paint(look.codes, look.colours);
    scale.replaceChildren(...scales(look, shown.view));
    lines.forEach((line) => line.update());
  });
};

/* Buttons of which one is pressed, for a part of the state. */
function choice(label, part, options) {
  const buttons = options.map(([value, text]) =>
    element("button", { type: "button", "data-value": value, onclick: () => siting.state.change({ [part]: value }) }, text),
  );
  siting.state.listen((shown) => {
    options.forEach(([value], k) => buttons[k].setAttribute("aria-pressed", String(shown[part] === value)));
  });
  // in one row, or as many below one another as make the fewest rows
  const columns = options.length <= 3 ? options.length : Math.ceil(options.length / Math.ceil(options.length / 4));
  const dress = { class: "choice", role: "group", "aria-label": label, "data-part": part, style: `--columns:${columns}` };
  return element("div", dress, ...buttons);
}

function chooser(cells) {
  return choice(
    say("view"),
    "view",
    siting.viewNames(cells).map((name) => [name, say(`view.${name}`)]),
  );
}

function serviceChooser() {
  const { services, moments } = siting.panel;
  if (services.length < 2) return null;
  const together = moments[0].combined ? [["", say("combined")]] : [];
  return choice(say("service"), "service", [...services.map(({ key, label }) => [key, label]), ...together]);
}

function groupChooser(cells) {
  if (cells.groups.length < 2) return null;
  const choose = (event) => siting.state.change({ group: Number(event.target.value) });
  const options = cells.groups.map((group, k) => element("option", { value: k }, siting.named(group.key)));
  const select = element("select", { class: "groups", "aria-label": say("view.population"), onchange: choose }, ...options);
  siting.state.listen((shown) => (select.hidden = shown.view !== "population"));
  return select;
}

/* The ramps of a view, with their bounds below. */
function scales({ ramps, bounds, unit, hatched }, view) {
  const full = ramps.filter((ramp) => ramp.single === undefined);
  const bars = (some) =>
    some.flatMap((ramp) => {
      const dress = (colour, k) => ({ style: `background:${colour}`, class: ramp.name === hatched && k > 1 ? "hatched" : null });
      const classes = ramp.colours.map((colour, k) => element("i", dress(colour, k)));
      return [element("span", { class: "label" }, ramp.label), element("span", { class: "bar" }, ...classes)];
    });
  const at = (k) => `left:${(100 * k) / full[0].colours.length}%`;
  const ticks = (bounds.length ? [0, ...bounds] : []).map((bound, k) => element("span", { style: at(k) }, short(bound)));
  return [
    element("p", { class: "paper" }, paperTitle(view)),
    element("p", { class: "about" }, titleOf(view), unit ? element("small", {}, unit) : null),
    ...bars(full),
    element("span"),
    element("span", { class: "axis" }, ...ticks),
    ...bars(ramps.filter((ramp) => !full.includes(ramp))),
  ];
}

/* On paper the choices are not seen, so what was chosen is written. */
function paperTitle(view) {
  const { service, group } = siting.state.shown;
  const of = service === "" ? say("combined") : siting.serviceOf(service).label;
  return `${view === "population" ? siting.named(siting.read.groups[group].key) : of} · ${say(`view.${view}`)}`;
}

/* What a view shows; of the need, how it follows from who lives there. */
function titleOf(view) {
  const { service } = siting.state.shown;
  if (view !== "need" || service === "") return say(`view.${view}.title`);
  const { demand, unit } = siting.serviceOf(service);
  const group = siting.named(demand.of);
  if (demand.per_1000 !== null) return say("need.per_1000", { count: siting.numbers.plain(demand.per_1000, 2), unit, group });
  if (demand.share !== null) return say("need.share", { share: siting.numbers.percent(demand.share), group });
  return say("need.column", { column: demand.of });
}

function short(value) {
  return value >= 1000 ? `${siting.numbers.plain(value / 1000, 1)}k` : siting.numbers.plain(value, value < 1 ? 3 : 1);
}

/* What a layer is called: areas by their kind, the backdrop by its theme. */
function labelOf(row) {
  if (row.label !== undefined) return typeof row.label === "function" ? row.label() : row.label;
  return row.group === "areas" ? siting.named(row.key) : say(`backdrop.${row.key}`);
}

/* Rows with a tick for each layer that has something to show. */
function layerRows(rows) {
  const text = (value) => (typeof value === "function" ? value() : value);
  const made = rows.map((row) => {
    const count = element("output", { class: "count" });
    const toggle = (event) => row.toggle(event.target.checked);
    const tick = element("input", { type: "checkbox", "data-layer": row.key, checked: row.shown, onchange: toggle });
    const note = row.note ? element("small", {}, text(row.note)) : null;
    const name = element("span", {}, labelOf(row), note);
    const line = element("label", { class: row.note ? "row wide" : "row" }, tick, row.swatch, name, count);
    return { row, count, line };
  });
  const box = element("div", { class: "layers" }, ...made.map(({ line }) => line));
  function update() {
    for (const { row, count, line } of made) {
      const amount = row.count === undefined ? null : text(row.count);
      count.textContent = amount === null ? "" : siting.numbers.plain(amount);
      line.hidden = amount === 0;
      const far = row.far !== undefined && row.far();
      line.classList.toggle("far", far);
      line.title = far ? say("closer") : "";
    }
  }
  return { box, update };
}
