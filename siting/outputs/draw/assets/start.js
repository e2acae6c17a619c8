/* Puts the page together once everything is known. */
const { element, say } = siting;

siting.cells = function (map, spec) {
  siting.panes(map);
  siting.spec = spec;
};

siting.start = async function (map, { words, language, panel }) {
  const asked = window.location.hash.slice(1);
  const chosen = asked in words ? asked : language;
  Object.assign(siting, { words: words[chosen], language: chosen, panel });
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : chosen;
  if (!("DecompressionStream" in window)) {
    document.body.prepend(element("p", { role: "alert" }, say("old")));
    return;
  }
  const cells = await siting.readCells(siting.spec);
  const grid = new siting.Grid(cells.image);
  Object.assign(siting, { map, grid, read: cells, now: siting.nowOf(panel.moments.length - 1) });
  siting.showPanel(map, cells);
  siting.labels(map);
  siting.legend(map, cells, grid);
  siting.hover(map, cells, grid);
  siting.search(map);
  siting.tools(map, cells, grid, () => fit(map, cells.box));
  siting.moments(map);
  map.attributionControl.setPrefix(false);
  L.control.scale({ imperial: false, maxWidth: 140, position: "bottomleft" }).addTo(map);
  sizes(map);
  map.getContainer().addEventListener("keydown", (event) => event.key === "Escape" && map.closePopup());
  map.setView([0, 0], 3);
  siting.state.change({ service: panel.services[0].key, moment: panel.moments.length - 1 });
  map.invalidateSize({ animate: false });
  fit(map, cells.core);
  map.addLayer(grid);
  document.documentElement.dataset.ready = "true";
};

/* A box, beside the legend or, where it is much larger there, above it. */
function fit(map, box) {
  const margin = 14;
  const { offsetWidth, offsetHeight } = map.getContainer().querySelector(".legend");
  const beside = L.point(offsetWidth + margin, 0);
  const above = L.point(0, offsetHeight + margin);
  const zoom = (room) => map.getBoundsZoom(box, false, room.add([2 * margin, 2 * margin]));
  const room = zoom(above) > zoom(beside) + 0.5 ? above : beside;
  map.fitBounds(box, { animate: false, paddingTopLeft: [margin, margin], paddingBottomRight: room.add([margin, margin]) });
}

/* Sites are drawn smaller when the map shows much. */
function sizes(map) {
  const scale = () => {
    const size = Math.max(0.42, Math.min(1.25, 0.42 + (map.getZoom() - 11) * 0.17));
    map.getContainer().style.setProperty("--symbol", size.toFixed(2));
  };
  map.on("zoomend", scale);
  scale();
}
