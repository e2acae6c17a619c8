/* Names of areas. A name is written where it neither hides another nor a planned site; names of larger areas come first. */
const { element } = siting;

siting.names = function (map, spec) {
  siting.panes(map);
  siting.namings.push({ ...spec, shown: true });
};

siting.labels = function (map) {
  const pane = map.getPane("names");
  const labels = siting.namings
    .sort((one, other) => one.rank - other.rank)
    .flatMap((naming) =>
      naming.names.map((area) => {
        const text = element("div", { class: `name rank${Math.min(naming.rank, 2)}` }, area.name);
        pane.append(text);
        return { ...area, naming, text };
      }),
    );
  // a little room between names
  for (const label of labels) label.size = { x: label.text.offsetWidth + 4, y: label.text.offsetHeight + 2 };
  const arrange = () => placeAll(map, labels);

  for (const naming of siting.namings) {
    const row = siting.rows.find((each) => each.group === "areas" && each.key === naming.kind);
    const borders = row.toggle;
    naming.row = row;
    row.toggle = (on) => {
      borders(on);
      naming.shown = on;
      arrange();
    };
  }
  map.on("zoomend moveend viewreset resize", arrange);
  map.on("zoomstart", () => pane.classList.add("moving"));
  siting.state.listen(arrange);
};

function placeAll(map, labels) {
  map.getPane("names").classList.remove("moving");
  const sites = [...map.getPane("markerPane").querySelectorAll(".site")].map((site) => ({
    ...around(L.DomUtil.getPosition(site), 16, 16),
    weight: site.classList.contains("keep") ? 1 : 3,
  }));
  const taken = [...map.getContainer().querySelectorAll(".above")].map((card) => {
    const corner = map.containerPointToLayerPoint([card.offsetLeft, card.offsetTop]);
    return { left: corner.x, top: corner.y, right: corner.x + card.offsetWidth, bottom: corner.y + card.offsetHeight };
  });
  const written = [];
  // a town that is its own community is named once
  const again = ({ area, at }) => written.some((one) => one.area === area && one.at.distanceTo(at) < 60);
  for (const label of labels) {
    const what = { area: label.name, at: map.latLngToLayerPoint(label.at) };
    const box = label.naming.shown && !again(what) ? boxOf(map, label, sites, taken) : null;
    label.text.hidden = box === null;
    if (box === null) continue;
    written.push(what);
    taken.push(box);
    L.DomUtil.setPosition(label.text, L.point(box.left, box.top));
  }
}

/* Where a name goes: in the middle of its area or as near as is free; nowhere if even that would hide another name. */
function boxOf(map, label, sites, taken) {
  const { x, y } = label.size;
  const middle = map.latLngToLayerPoint(label.at);
  const room = label.room * siting.pixels(map, label.at[0]);
  // a fine area's name needs an area wide enough to hold it, and its border; a large area's may reach beyond
  if (label.naming.rank > 0 && (x > 1.7 * room || label.naming.row.far())) return null;
  const steps = [0, -0.3, 0.3, -0.55, 0.55].map((share) => share * room);
  const tries = steps.flatMap((down) => (label.naming.rank > 0 ? [0] : steps).map((right) => around(middle.add([right, down]), x, y)));
  const edge = within(map);
  const free = tries.filter((box) => edge(box) && !taken.some((other) => meet(box, other)));
  const cost = (box) => sites.reduce((sum, site) => sum + (meet(box, site) ? site.weight : 0), 0);
  return free.reduce((best, box) => (best === null || cost(box) < cost(best) ? box : best), null);
}

const around = ({ x, y }, width, height) => ({ left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 });

/* Whether a box lies on the map as a whole: half a name says nothing. */
function within(map) {
  const corner = map.containerPointToLayerPoint([0, 0]);
  const { x, y } = map.getSize();
  return ({ left, top, right, bottom }) => left >= corner.x && top >= corner.y && right <= corner.x + x && bottom <= corner.y + y;
}

const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
