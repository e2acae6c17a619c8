/* Sites: their markers, and how far they reach. */
const { drawing, say } = siting;

siting.sites = function (map, spec) {
  siting.panes(map);
  const actions = Object.keys(spec.colours);
  const groups = Object.fromEntries(actions.map((action) => [action, L.layerGroup().addTo(map)]));
  const reach = { all: L.layerGroup(), radius: L.layerGroup(), one: L.layerGroup().addTo(map) };

  for (const action of actions) {
    siting.rows.push({
      group: "sites",
      key: action,
      label: siting.say.bind(null, `action.${action}`),
      swatch: siting.symbol(action, spec.colours[action], 18),
      shown: true,
      count: () => groups[action].getLayers().length,
      toggle: siting.switching(map, groups[action]),
    });
  }
  const outlined = Object.values(spec.outlines).some((found) => Object.keys(found).length);
  const circled = Object.values(spec.circles).some((radius) => radius !== null);
  if (outlined) siting.rows.push(areaRow(map, "reach", reach.all, spec, "service.area.streets"));
  const [circle, layer] = outlined ? ["radius", reach.radius] : ["reach", reach.all];
  if (circled) siting.rows.push(areaRow(map, circle, layer, spec, "service.area.note"));
  siting.rows.push(siting.assignments(map));

  let shown = "";
  let opened = null;
  siting.state.listen(({ service, moment }) => {
    if (shown === `${moment} ${service}`) return;
    const again = opened;
    shown = `${moment} ${service}`;
    map.closePopup();
    for (const layer of [...Object.values(groups), reach.all, reach.radius]) layer.clearLayers();
    const sites = spec.moments[moment];
    siting.places = sites.map((site) => ({ ...site, show: (map) => visit(map, site, groups) }));
    for (const site of sites) {
      const rows = site.rows.filter((row) => service === "" || row.service === service);
      if (!rows.length) continue;
      // where several things happen to a site, its symbol shows the most notable
      const action = actions.find((each) => rows.some((row) => row.action === each));
      const marker = markerOf(site, action, spec);
      const areas = areasOf(site, rows, spec);
      marker.on("popupopen", () => {
        opened = site.id;
        for (const layer of [...areas.known, ...siting.waysTo(site)]) reach.one.addLayer(layer);
      });
      marker.on("popupclose", () => {
        opened = null;
        reach.one.clearLayers();
      });
      groups[action].addLayer(marker);
      areas.known.forEach((area) => reach.all.addLayer(area));
      areas.radius.forEach((area) => reach.radius.addLayer(area));
      // another year leaves open what was open
      if (site.id === again) marker.openPopup();
    }
  });
};

/* A row of the legend for areas around sites. */
const areaRow = (map, key, layer, spec, note) => ({
  group: "sites",
  key,
  label: () => say(key === "radius" ? "service.radius" : "service.area"),
  note: () => say(note),
  swatch: drawing("svg", { width: 22, height: 16, "aria-hidden": "true" }, ring(spec.circle)),
  shown: false,
  toggle: siting.switching(map, layer),
});

/* Goes to a site and opens what it tells; where its service is not shown, it is shown first. */
function visit(map, site, groups) {
  const { service } = siting.state.shown;
  if (service !== "" && !site.rows.some((row) => row.service === service)) siting.state.change({ service: site.rows[0].service });
  map.setView(site.at, Math.max(map.getZoom(), 15), { animate: false });
  const markers = Object.values(groups).flatMap((group) => group.getLayers());
  markers.find((marker) => marker.options.site === site.id)?.openPopup();
}

const ring = (stroke) => drawing("circle", { cx: 11, cy: 8, r: 6, fill: "none", stroke, "stroke-width": 1.4 });

/* Whether a symbol tells of what stands today: such sites are on both sides of the bar between before and after. */
const stands = (action) => action === "keep" || action === "close";

function markerOf(site, action, spec) {
  const html = siting.symbol(action, spec.colours[action]);
  const icon = L.divIcon({ className: `site ${action}`, iconSize: null, html });
  const dress = { pane: stands(action) ? "markerPane" : "planned", zIndexOffset: action === "keep" ? 0 : 1000 };
  const marker = L.marker(site.at, { icon, site: site.id, title: site.name, riseOnHover: true, ...dress });
  const room = siting.small() ? { maxWidth: 250 } : { maxWidth: 320, minWidth: 250 };
  const clear = { autoPanPaddingTopLeft: [16, 66], autoPanPaddingBottomRight: [64, 16] };
  return marker.bindPopup(() => siting.popup(site, spec), { ...room, ...clear });
}

/* From where a site is reached: along the streets where that is known, else within a circle; and the circle in any case. */
function areasOf(site, rows, spec) {
  const style = { pane: "reach", interactive: false, color: spec.circle, weight: 1.2, opacity: 0.75, fillOpacity: 0.05 };
  const open = rows.filter((row) => row.action !== "close");
  const streets = open.map((row) => spec.outlines[row.service][site.id]).filter(Boolean);
  const circles = open.map((row) => spec.circles[row.service]).filter((radius) => radius !== null);
  const radius = circles.map((metres) => L.circle(site.at, { radius: metres, ...style, dashArray: streets.length ? "4 4" : null }));
  return { known: streets.length ? streets.map((shape) => L.geoJSON(shape, style)) : radius, radius };
}
