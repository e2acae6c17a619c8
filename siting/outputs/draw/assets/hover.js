/* The card that tells the numbers of the place under the pointer, and the line around the place. */
const { element, say } = siting;

siting.hover = function (map, cells, grid) {
  const card = element("div", { class: "card hover", hidden: true, role: "status" });
  map.getContainer().append(card);
  const around = L.layerGroup().addTo(map);
  let shown = -1;

  function hide() {
    shown = -1;
    card.hidden = true;
    around.clearLayers();
  }

  function show(cell, event) {
    if (cell !== shown) {
      shown = cell;
      card.replaceChildren(...describe(cells, cell));
      around.clearLayers();
      const edge = outline(grid, event.latlng).addTo(around);
      for (const line of ways(cells, cell, edge.getBounds().getCenter())) around.addLayer(line);
    }
    card.hidden = false;
    place(card, event.containerPoint, map.getSize());
  }

  function follow(event) {
    const target = event.originalEvent.target;
    const elsewhere = target.closest(".leaflet-control, .site, .leaflet-popup, .above");
    const cell = elsewhere || !map.hasLayer(grid) ? -1 : grid.cellAt(event.latlng);
    if (cell < 0) hide();
    else show(cell, event);
  }

  map.on("mousemove click", follow);
  map.on("zoomstart popupopen", hide);
  map.getContainer().addEventListener("mouseleave", hide);
  siting.state.listen(hide);
};

/* Beside the pointer, on the side where there is room. */
function place(card, pointer, size) {
  const room = { x: card.offsetWidth + 18, y: card.offsetHeight + 18 };
  const left = pointer.x + room.x > size.x ? Math.max(4, pointer.x - room.x) : pointer.x + 16;
  const top = pointer.y + room.y > size.y ? Math.max(4, pointer.y - room.y) : pointer.y + 16;
  card.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

/* Where the place is, who lives there, and what it needs and gets of each service shown. */
function describe(cells, cell) {
  const where = cells.areas.map((area) => area.names[area.codes[cell]]).filter(Boolean);
  const people = cells.groups.flatMap((group) => line(siting.named(group.key), siting.numbers.amount(group.amount[cell])));
  return [
    ...(where.length ? [element("p", { class: "where" }, where.join(" · "))] : []),
    element("dl", {}, ...people),
    ...keysShown(cells).map((key) => element("section", {}, ...service(cells, cell, key))),
  ];
}

function service(cells, cell, key) {
  const { amount, percent, fixed } = siting.numbers;
  const { label, unit } = siting.serviceOf(key);
  const data = cells.services[key];
  if (!(data.need[cell] > 0)) return [element("h4", {}, label), say("need.none")];
  const state = siting.stateOf(data, cell);
  const colour = element("i", { style: `background:${cells.ramps[state][3]}` });
  const lines = [
    ...line(say("need"), `${amount(data.need[cell])} ${unit}`),
    ...line(say("served"), `${percent(data.before[cell])} → ${percent(data.after[cell])}`),
    ...(data.after[cell] > 0
      ? [...line(say("travel"), say("minutes", { minutes: fixed(data.minutes[cell]) })), ...line(say("site"), data.sites[data.site[cell]])]
      : line("", say(data.reach[cell] ? "full" : "out"))),
  ];
  return [element("h4", {}, colour, label, element("small", {}, say(`state.${state}`))), element("dl", {}, ...lines)];
}

const line = (name, value) => [element("dt", {}, name), element("dd", {}, value)];

function keysShown(cells) {
  const shown = siting.state.shown.service;
  return shown === "" ? Object.keys(cells.services).filter(Boolean) : [shown];
}

const STROKE = { pane: "pointer", color: "#1c2733", interactive: false, smoothFactor: 0 };

/* From the place to where most of its need is served. */
function ways(cells, cell, from) {
  const ends = keysShown(cells).map((key) => cells.services[key].at[cells.services[key].site[cell]]);
  return ends.filter(Boolean).map((end) => L.polyline([from, end], { ...STROKE, weight: 1.4, dashArray: "2 4" }));
}

/* The edges of the pixels of the place at a position, found by spreading from there. */
function outline(grid, latlng) {
  const at = L.CRS.EPSG3857.project(latlng);
  const start = [grid.column(at.x), grid.row(at.y)];
  const id = grid.idAt(...start);
  const seen = new Set([start.join()]);
  const edges = [];
  for (const queue = [start]; queue.length && seen.size < 20000; ) {
    const [column, row] = queue.pop();
    const sides = [
      [column - 1, row, [column, row], [column, row + 1]],
      [column + 1, row, [column + 1, row], [column + 1, row + 1]],
      [column, row - 1, [column, row], [column + 1, row]],
      [column, row + 1, [column, row + 1], [column + 1, row + 1]],
    ];
    for (const [nextColumn, nextRow, from, to] of sides) {
      const name = `${nextColumn},${nextRow}`;
      if (grid.idAt(nextColumn, nextRow) !== id) edges.push([from, to]);
      else if (!seen.has(name)) {
        seen.add(name);
        queue.push([nextColumn, nextRow]);
      }
    }
  }
  const { west, north, pixel } = grid.image;
  const corner = ([column, row]) => L.CRS.EPSG3857.unproject(L.point(west + column * pixel, north - row * pixel));
  return L.polyline(
    edges.map((edge) => edge.map(corner)),
    { ...STROKE, weight: 2 },
  );
}
