/* Sites: markers, what their popups tell, and how far they reach. */
const { drawing, element, say } = siting;

siting.sites = function (map, spec) {
  siting.panes(map);
  const actions = Object.keys(spec.colours);
  const groups = Object.fromEntries(actions.map((action) => [action, L.layerGroup().addTo(map)]));
  const reach = { all: L.layerGroup(), one: L.layerGroup().addTo(map) };

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
  const outlined = spec.sites.some((site) => site.rows.some((row) => row.outline));
  if (outlined || Object.values(spec.circles).some((radius) => radius !== null)) {
    siting.rows.push({
      group: "sites",
      key: "reach",
      label: () => say("service.area"),
      note: () => say(outlined ? "service.area.streets" : "service.area.note"),
      swatch: drawing("svg", { width: 22, height: 16, "aria-hidden": "true" }, ring(spec.circle)),
      shown: false,
      toggle: siting.switching(map, reach.all),
    });
  }

  siting.places = spec.sites.map((site) => ({ ...site, show: (map) => visit(map, site, groups) }));
  siting.state.listen(({ service }) => {
    if (service === siting.sites.service) return;
    siting.sites.service = service;
    map.closePopup();
    Object.values(groups).forEach((group) => group.clearLayers());
    reach.all.clearLayers();
    for (const site of spec.sites) {
      const rows = site.rows.filter((row) => service === "" || row.service === service);
      if (!rows.length) continue;
      // where several things happen to a site, its symbol shows the most notable
      const action = actions.find((each) => rows.some((row) => row.action === each));
      const marker = markerOf(site, action, spec);
      marker.on("popupopen", () => areasOf(site, rows, spec).forEach((area) => reach.one.addLayer(area)));
      marker.on("popupclose", () => reach.one.clearLayers());
      groups[action].addLayer(marker);
      areasOf(site, rows, spec).forEach((area) => reach.all.addLayer(area));
    }
  });
};

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
  return marker.bindPopup(() => popupOf(site, spec), { ...room, autoPanPaddingTopLeft: [16, 16], autoPanPaddingBottomRight: [64, 16] });
}

/* From where a site is reached: along the streets where that is known, else within a circle. */
function areasOf(site, rows, spec) {
  const style = { pane: "reach", interactive: false, color: spec.circle, weight: 1.2, opacity: 0.75, fillOpacity: 0.05 };
  return rows
    .filter((row) => row.action !== "close" && (row.outline || spec.circles[row.service] !== null))
    .map((row) => (row.outline ? L.geoJSON(row.outline, style) : L.circle(site.at, { radius: spec.circles[row.service], ...style })));
}

function popupOf(site, spec) {
  const { money } = siting.numbers;
  const shared = site.shared > 0 ? lines([["shared", money(site.shared)]]) : null;
  return element(
    "article",
    { class: "popup" },
    element("h3", {}, site.name),
    element("p", { class: "where" }, [site.id === site.name ? "" : site.id, ...site.areas].filter(Boolean).join(" · ")),
    ...site.rows.map((row) => serviceOfSite(row, spec)),
    shared,
  );
}

function serviceOfSite(row, spec) {
  const { amount, percent, money, plain, fixed } = siting.numbers;
  const { label, unit } = siting.serviceOf(row.service);
  const closed = row.action === "close";
  const has = (name) => row[name] !== undefined && !closed;
  const travel = has("minutes") ? say("minutes", { minutes: fixed(row.minutes) }) : null;
  const metres = has("metres") ? say("travel.metres", { metres: plain(row.metres) }) : null;
  return element(
    "section",
    {},
    element("h4", {}, siting.symbol(row.action, spec.colours[row.action], 16), label, element("small", {}, say(`action.${row.action}`))),
    lines([
      ["opens", row.opens === undefined ? null : String(row.opens)],
      ["capacity", closed ? null : row.capacity === undefined ? say("capacity.unknown") : `${amount(row.capacity)} ${unit}`],
      ["load", has("load") ? `${amount(row.load)} ${unit}` : null],
      ["utilisation", has("utilisation") ? percent(row.utilisation) : null],
      ["travel", [travel, metres].filter(Boolean).join(" · ") || null],
      ["capital", row.capital > 0 ? money(row.capital) : null],
      ["operating", has("operating") && row.operating > 0 ? money(row.operating) : null],
      ["floor", has("area") && row.area > 0 ? `${plain(row.area)} m²` : null],
    ]),
    has("utilisation") ? siting.meter(row.utilisation) : null,
  );
}

function lines(pairs) {
  const known = pairs.filter(([, value]) => value !== null);
  return element("dl", {}, ...known.flatMap(([key, value]) => [element("dt", {}, say(key)), element("dd", {}, value)]));
}
