/* What the cells can show. A view gives each place a code, and the ramps that the codes stand for. */
const { say } = siting;

const CATCHMENTS = 8;

siting.views = {
  gap: {
    ramps(cells, data) {
      const lost = data.need.some((need, cell) => need > 0 && data.before[cell] > data.after[cell] && state(data, cell) === "lost");
      return ["uncovered", "newly", ...(lost ? ["lost"] : []), "covered"].map((name) => ({ name, label: say(`state.${name}`) }));
    },
    code: (cells, data, ramps) => stateCodes(cells, data, ramps, (cell) => state(data, cell)),
  },
  before: {
    ramps: () => [named("uncovered", "state.unserved"), named("covered", "state.before")],
    code: (cells, data, ramps) => stateCodes(cells, data, ramps, (cell) => (data.before[cell] >= 0.5 ? "covered" : "uncovered")),
  },
  after: {
    ramps: () => [named("uncovered", "state.unserved"), named("newly", "state.after")],
    code: (cells, data, ramps) => stateCodes(cells, data, ramps, (cell) => (data.after[cell] >= 0.5 ? "newly" : "uncovered")),
  },
  minutes: {
    ramps: () => [named("minutes", "state.minutes"), { ...named("uncovered", "state.unserved"), single: 1 }],
    code(cells, data) {
      return coded(data.need, (cell) => (Number.isNaN(data.minutes[cell]) ? 5 : classOf(data.times, data.minutes[cell])));
    },
  },
  catchment: {
    ramps: () => [{ name: "catchment", label: say("state.catchment") }, { ...named("uncovered", "state.unserved"), single: 0 }],
    /* Each site has one of some colours; places that nobody serves have the last. */
    code: (cells, data) => coded(data.need, (cell) => (data.site[cell] > 0 ? data.site[cell] % CATCHMENTS : CATCHMENTS)),
  },
  need: {
    ramps: () => [{ name: "need", label: say("need") }],
    code: (cells, data) => coded(data.need, (cell) => classOf(data.bounds, data.need[cell] / cells.km2(cell))),
  },
  population: {
    ramps: (cells) => [{ name: "population", label: siting.named(cells.groups[siting.state.shown.group].key) }],
    code(cells) {
      const { amount, bounds } = cells.groups[siting.state.shown.group];
      return coded(amount, (cell) => classOf(bounds, amount[cell] / cells.km2(cell)));
    },
  },
};

/* The views that the data allow. */
siting.viewNames = (cells) => Object.keys(siting.views).filter((name) => name !== "population" || cells.groups.length);

/* All services together have no sites of their own; catchments are then those of the first. */
const dataOf = (cells, view, service) => cells.services[view === "catchment" && service === "" ? siting.panel.services[0].key : service];

/* What a view shows of the cells: codes, colours of the codes, and the legend's ramps, bounds and unit. */
siting.look = function (cells, { view, service, group, standard = null }) {
  const data = supposed(dataOf(cells, view, service), standard);
  const ramps = siting.views[view].ramps(cells, data).map((ramp) => ({ ...ramp, colours: coloursOf(cells, ramp) }));
  return {
    codes: siting.views[view].code(cells, data, ramps),
    colours: ramps.flatMap((ramp) => ramp.colours.map((colour, k) => shades(cells, ramp, colour, k))),
    ramps,
    hatched: cells.hatched,
    bounds: boundsOf(cells, data, view, group),
    unit: view === "minutes" || view === "catchment" ? "" : say(cells.points ? "per.cell" : "per.km2", { unit: unitOf(view, service) }),
  };
};

function boundsOf(cells, data, view, group) {
  if (view === "catchment") return [];
  if (view === "population") return cells.groups[group].bounds;
  return view === "minutes" ? data.times : data.bounds;
}

/* The data as they would be under another standard: who has an open site within reach counts as served, whatever room there is. */
function supposed(data, standard) {
  if (standard === null || !data.nearAfter) return data;
  const within = (near) => Float32Array.from(near, (steps) => (steps <= standard ? 1 : 0));
  return { ...data, before: within(data.nearBefore), after: within(data.nearAfter) };
}

/* What most of a place's need is: served before and after, newly served, no longer served, or never served. */
function state(data, cell) {
  const before = data.before[cell];
  const after = data.after[cell];
  const parts = { uncovered: 1 - Math.max(before, after), newly: after - before, lost: before - after, covered: Math.min(before, after) };
  return Object.keys(parts).reduce((most, name) => (parts[name] > parts[most] ? name : most));
}
siting.stateOf = state;

function stateCodes(cells, data, ramps, stateAt) {
  const first = Object.fromEntries(ramps.map((ramp, k) => [ramp.name, 5 * k]));
  return coded(data.need, (cell) => first[stateAt(cell)] + classOf(data.bounds, data.need[cell] / cells.km2(cell)));
}

/* A code for each place where there is something to show. */
function coded(amount, codeAt) {
  const codes = new Uint8Array(amount.length).fill(255);
  for (let cell = 0; cell < amount.length; cell++) if (amount[cell] > 0) codes[cell] = codeAt(cell);
  return codes;
}

function classOf(bounds, value) {
  let k = 0;
  while (k < bounds.length && value >= bounds[k]) k++;
  return k;
}

const named = (name, label) => ({ name, label: say(label) });

function coloursOf(cells, { name, single }) {
  return single === undefined ? cells.ramps[name] : [cells.ramps[name][single]];
}

/* A class's plain colour, the lighter one between its cells, and the darker one of its hatching. */
function shades(cells, { name }, colour, k) {
  const hatched = name === cells.hatched && k > 1;
  return [colour, blend(colour, "#ffffff", 0.45), hatched ? blend(colour, "#5c1e04", 0.22) : colour];
}

function blend(colour, other, share) {
  const channels = [1, 3, 5].map((at) => {
    const [mine, its] = [colour, other].map((each) => parseInt(each.slice(at, at + 2), 16));
    return Math.round(mine + (its - mine) * share).toString(16).padStart(2, "0");
  });
  return `#${channels.join("")}`;
}

function unitOf(view, service) {
  if (view === "population" || service === "") return say("people");
  return siting.serviceOf(service).unit || say("unit");
}
