/* Who goes where: lines from the places to the sites that serve most of their need, gathered into blocks so that they can be read. */
const { drawing, say } = siting;

/* Side of a block, and of a finer one for a single site [m]. */
const BLOCK = 1000;
const FINE = 250;
const NAMED = 3;

const STYLE = { pane: "reach", interactive: false, color: "#1c2733", opacity: 0.55, smoothFactor: 0 };

/* The row of the legend with all lines. */
siting.assignments = function (map) {
  const layer = L.layerGroup();
  let on = false;
  const fill = () => {
    layer.clearLayers();
    if (on) shownServices().forEach((service) => bundled(service, BLOCK).forEach((line) => layer.addLayer(line)));
  };
  let drawn = "";
  siting.state.listen(({ moment, service }) => {
    if (drawn === `${moment} ${service}`) return;
    drawn = `${moment} ${service}`;
    fill();
  });
  return {
    group: "sites",
    key: "assignments",
    label: () => say("assignments"),
    note: () => say("assignments.note"),
    swatch: drawing("svg", { width: 22, height: 16, "aria-hidden": "true" }, fan()),
    shown: false,
    toggle(state) {
      on = state;
      fill();
      siting.switching(map, layer)(on);
    },
  };
};

const fan = () => drawing("path", { d: "M2 14L11 3L20 14M11 3V14", fill: "none", stroke: STYLE.color });

/* Lines from whom a site serves, of the services shown. */
siting.waysTo = (site) => shownServices().flatMap((service) => bundled(service, FINE, site));

/* Where most of those live whom a site serves: names of the finest areas, most need first. */
siting.served = function (site, service) {
  const data = siting.read.services[service];
  const [finest] = siting.read.areas;
  const code = codeOf(data, site);
  if (!finest || code < 0) return [];
  const sums = new Map();
  for (let cell = 0; cell < data.site.length; cell++) {
    if (data.site[cell] === code && data.after[cell] > 0) {
      const area = finest.codes[cell];
      sums.set(area, (sums.get(area) ?? 0) + data.need[cell] * data.after[cell]);
    }
  }
  const names = [...sums].sort((one, other) => other[1] - one[1]).map(([area]) => finest.names[area]);
  const known = names.filter(Boolean);
  return known.length > NAMED + 1 ? [...known.slice(0, NAMED), say("why.more", { count: known.length - NAMED })] : known;
};

const shownServices = () => {
  const { service } = siting.state.shown;
  return service === "" ? siting.panel.services.map(({ key }) => key) : [service];
};

const codeOf = (data, site) => data.at.findIndex((at) => at !== null && at[0] === site.at[0] && at[1] === site.at[1]);

/* One line for each block and site, in three widths by how much need goes there. */
function bundled(service, side, site = null) {
  const data = siting.read.services[service];
  const only = site === null ? 0 : codeOf(data, site);
  if (only < 0) return [];
  const { image } = siting.read;
  const middles = siting.middles();
  const across = Math.max(1, side / (image.pixel * stretch()));
  const blocks = new Map();
  for (let cell = 0; cell < data.site.length; cell++) {
    const code = data.site[cell];
    if (code === 0 || (only && code !== only) || !(data.after[cell] > 0) || middles.count[cell] === 0) continue;
    const amount = data.need[cell] * data.after[cell];
    const key = `${code} ${Math.floor(middles.x[cell] / across)} ${Math.floor(middles.y[cell] / across)}`;
    const block = blocks.get(key) ?? { code, x: 0, y: 0, amount: 0 };
    block.x += middles.x[cell] * amount;
    block.y += middles.y[cell] * amount;
    block.amount += amount;
    blocks.set(key, block);
  }
  return widths([...blocks.values()].filter((block) => block.amount > 0), data);
}

/* How many metres on the ground a metre of the map is. */
const stretch = () => Math.cos((siting.map.getCenter().lat * Math.PI) / 180);

function widths(blocks, data) {
  const { west, north, pixel } = siting.read.image;
  const most = Math.max(...blocks.map((block) => block.amount), 0);
  const middle = ({ x, y, amount }) => L.point(west + (x / amount) * pixel, north - (y / amount) * pixel);
  const line = (block) => [L.CRS.EPSG3857.unproject(middle(block)), data.at[block.code]];
  const within = (from, to) => blocks.filter(({ amount }) => amount > from * most && amount <= to * most);
  const classes = [within(0, 0.15), within(0.15, 0.5), within(0.5, 1)];
  return classes.map((some, k) => L.polyline(some.map(line), { ...STYLE, weight: [0.8, 1.5, 2.6][k] }));
}

/* The middle of each place, in pixels of the image; found once. */
siting.middles = function () {
  const { image, count } = siting.read;
  if (image.middles) return image.middles;
  const found = { x: new Float32Array(count), y: new Float32Array(count), count: new Uint32Array(count) };
  for (let at = 0; at < image.ids.length; at++) {
    const cell = image.ids[at] - 1;
    if (cell < 0) continue;
    found.x[cell] += at % image.width;
    found.y[cell] += Math.floor(at / image.width);
    found.count[cell] += 1;
  }
  for (let cell = 0; cell < count; cell++) {
    found.x[cell] = found.x[cell] / found.count[cell] + 0.5;
    found.y[cell] = found.y[cell] / found.count[cell] + 0.5;
  }
  image.middles = found;
  return found;
};
