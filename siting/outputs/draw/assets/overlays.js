/* Panes, borders and backdrop: what is drawn from shapes. */
const { drawing } = siting;

/* From the ground up; only sites and popups take the pointer, the rest lets it through to the cells. */
const GROUND = { green: 210, cells: 300, today: 301, water: 330, road: 340, rail: 350, parts: 370, areas: 380 };
const PANES = { ...GROUND, reach: 400, pointer: 440, planned: 605, names: 610 };

siting.panes = function (map) {
  L.Renderer.mergeOptions({ padding: 0.35 });
  for (const [name, order] of Object.entries(PANES)) {
    const pane = map.getPane(name) || map.createPane(name);
    pane.style.zIndex = order;
    pane.style.pointerEvents = "none";
  }
};

const LEAST_ACROSS = 34;

/* How many pixels a metre at the middle of the map is. */
siting.pixels = function (map, latitude) {
  return (256 * 2 ** map.getZoom()) / (2 * siting.halfWorld) / Math.cos((latitude * Math.PI) / 180);
};

/*
 * One shape with one or several strokes, as one layer with its row in the legend. A layer of small areas, so many metres across, shows only
 * when the map is close enough for them.
 */
siting.overlay = function (map, { row, pane, strokes, across }) {
  siting.panes(map);
  const options = { pane, interactive: false, smoothFactor: 0.6 };
  const drawn = ({ shape, styles }) => styles.map((style) => L.geoJSON(shape, { ...options, style }));
  const layer = L.featureGroup(strokes.flatMap(drawn));
  const line = { ...row, swatch: siting.swatch(strokes[0].styles), shown: true };
  line.far = () => Boolean(across) && across * siting.pixels(map, map.getCenter().lat) < LEAST_ACROSS;
  const update = () => (line.shown && !line.far() ? map.addLayer(layer) : map.removeLayer(layer));
  line.toggle = (on) => {
    line.shown = on;
    update();
  };
  map.on("zoomend viewreset", update);
  siting.rows.push(line);
};

/* A short piece of what the layer looks like. */
siting.swatch = function (styles) {
  const strokes = styles.map((style) =>
    style.fillColor
      ? drawing("rect", { x: 2, y: 3, width: 18, height: 10, rx: 2, fill: style.fillColor, stroke: style.color || "none" })
      : drawing("path", {
          d: "M1 8H21",
          stroke: style.color,
          "stroke-width": style.weight,
          "stroke-opacity": style.opacity,
          "stroke-dasharray": style.dashArray,
        }),
  );
  return drawing("svg", { width: 22, height: 16, "aria-hidden": "true" }, ...strokes);
};

/* Online tiles, where the maker of the map asked for them. Where they are shown, all else makes room for them. */
siting.tiles = function (map, { layers, credit, subdomains, datum, max_zoom: closest, imagery }) {
  const options = { attribution: credit, subdomains, maxNativeZoom: closest, maxZoom: 19, crossOrigin: "anonymous" };
  const Layer = datum === "gcj02" ? siting.ShiftedTiles : L.TileLayer;
  siting.ground = layers.map((url) => new Layer(url, options).on("tileerror", plainly));
  const switched = siting.switching(map, L.layerGroup(siting.ground));
  const toggle = (on) => {
    switched(on);
    map.getContainer().classList.toggle("grounded", on);
    map.getContainer().classList.toggle("imagery", on && imagery);
  };
  const land = { color: "#b9b3a6", weight: 1, fillColor: "#e6e2da" };
  siting.rows.push({ group: "backdrop", key: "base", swatch: siting.swatch([land, { color: "#d6a85c", weight: 2 }]), shown: true, toggle });
  toggle(true);
};

/* A server that does not share its pictures with scripts is asked once more as for any picture; only what is saved then goes without. */
function plainly({ tile }) {
  tile.removeAttribute("crossorigin");
}
