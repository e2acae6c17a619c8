/* Small charts in the panel, of the service that is shown: by year, by area, by travel, and how alike areas are served. */
const { drawing, element, say } = siting;

/* How the page counts travel: the plan's own standard is this many steps, and twice that the farthest that is known. */
const OWN = 127;

siting.charts = function (map, cells, service, standard) {
  return [years(service), areas(map, service), travel(cells, service, standard), fairness(service)];
};

/* Grey for what was served and still is, blue for what is new, purple for what is lost, pale orange for the rest. */
siting.stacked = function (before, after) {
  const part = (kind, share) => (share > 0 ? element("i", { class: kind, style: `width:${100 * share}%` }) : null);
  const parts = [part("covered", Math.min(before, after)), part("newly", after - before), part("lost", before - after)];
  return element("span", { class: "stacked" }, ...parts);
};

const numbersOf = (moment, service) =>
  service === "" ? moment.combined : moment.services[siting.panel.services.findIndex(({ key }) => key === service)];

const section = (title, note, ...children) =>
  element("section", {}, element("h2", {}, title, note ? element("small", {}, note) : null), ...children);

/* A line of bars: a name, what is served of the need, and the shares. */
function bar(name, { need, before, after }, dress) {
  const { percent } = siting.numbers;
  const share = (amount) => (need > 0 ? amount / need : 0);
  return element(
    "button",
    { type: "button", "data-key": `bar ${name}`, ...dress },
    element("span", { class: "area" }, name),
    siting.stacked(share(before), share(after)),
    element("span", { class: "share" }, element("small", {}, `${percent(share(before))} →`), ` ${percent(share(after))}`),
  );
}

/* The share served in each year; choosing one goes there. */
function years(service) {
  const { moments } = siting.panel;
  if (moments.length < 2) return null;
  const lines = moments.map((moment, k) => {
    const current = k === siting.state.shown.moment ? "step" : null;
    return bar(moment.when, numbersOf(moment, service), { "aria-current": current, onclick: () => siting.turn(k) });
  });
  return section(say("bars.years"), "", element("div", { class: "bars years" }, ...lines));
}

/* The share served in each area; choosing one goes there. */
function areas(map, service) {
  const { areaKind } = siting.panel;
  if (!areaKind) return null;
  const boxes = siting.namings.find((naming) => naming.kind === areaKind).names;
  const lines = numbersOf(siting.now, service).areas.map((area) => {
    const place = boxes.find((box) => box.name === area.name);
    return bar(area.name, area, { onclick: () => place && map.fitBounds(place.box) });
  });
  return section(say("bars.title"), siting.named(areaKind), element("div", { class: "bars" }, ...lines));
}

const WIDTH = 300;
const HEIGHT = 92;
const LEFT = 30;

/* Which share of the need has an open site within so much travel, today and under the plan. */
function travel(cells, service, standard) {
  if (service === "") return null;
  const data = cells.services[service];
  const x = (steps) => LEFT + ((WIDTH - LEFT - 8) * steps) / (2 * OWN);
  const y = (share) => 6 + (HEIGHT - 6) * (1 - share);
  const path = (near, kind) => {
    const points = cumulated(near, data.need).map((share, steps) => `${x(steps).toFixed(1)} ${y(share).toFixed(1)}`);
    return drawing("path", { class: kind, d: `M${points.join("L")}` });
  };
  const lines = [0, 0.5, 1].map((share) => drawing("path", { class: "grid", d: `M${LEFT} ${y(share)}H${WIDTH - 8}` }));
  const side = [0, 0.5, 1].map((share) => text(LEFT - 5, y(share) + 3.5, "end", `${100 * share}%`));
  const foot = ["start", "middle", "end"].map((anchor, k) => text(x(k * OWN), HEIGHT + 15, anchor, siting.travelOf(service, k * OWN)));
  const at = standard ?? OWN;
  const mark = drawing("path", { class: "asked", d: `M${x(at)} ${y(1)}V${y(0)}` });
  const shape = { class: "curve", viewBox: `0 0 ${WIDTH} ${HEIGHT + 20}`, role: "img", "aria-label": say("curve.title") };
  const curves = [path(data.nearBefore, "before"), path(data.nearAfter, "after")];
  const picture = drawing("svg", shape, ...lines, mark, ...curves, ...side, ...foot);
  return section(say("curve.title"), "", picture, element("p", { class: "small" }, say("curve.note")));
}

const text = (x, y, anchor, words) => drawing("text", { x, y, "text-anchor": anchor }, words);

/* The share of the need that is within each step, from none to twice the standard. */
function cumulated(near, need) {
  const sums = new Float64Array(2 * OWN + 1);
  let all = 0;
  for (let cell = 0; cell < need.length; cell++) {
    all += need[cell];
    if (near[cell] <= 2 * OWN) sums[near[cell]] += need[cell];
  }
  let sum = 0;
  return Array.from(sums, (amount) => (sum += amount) / Math.max(all, 1e-12));
}

/* How alike areas are served. */
function fairness(service) {
  const fair = service === "" ? null : siting.serviceOf(service).fair;
  if (!fair) return null;
  const { percent, fixed } = siting.numbers;
  const decimal = (value) => fixed(value, 2);
  const row = (key, [before, after], shown) => {
    const one = (value) => (value === null ? "–" : shown(value));
    return [element("dt", {}, say(key)), element("dd", {}, element("small", {}, `${one(before)} → `), one(after))];
  };
  const shares = [...row("fair.with", fair.with, percent), ...row("fair.lowest", fair.lowest, percent)];
  const rows = element("dl", { class: "pairs" }, ...shares, ...row("fair.gini", fair.gini, decimal));
  return section(say("fair.title"), siting.named(fair.kind), rows);
}
