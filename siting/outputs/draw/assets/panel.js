/* The panel beside the map: the question, how good the answer is, and its key numbers at the moment that is shown. */
const { element, say } = siting;

siting.serviceOf = (key) => siting.now.services.find((service) => service.key === key);

/* The title, with the moment where there are several. */
siting.title = () => [siting.panel.title, siting.now.when].filter(Boolean).join(" · ");

siting.showPanel = function (map, cells) {
  const { panel } = siting;
  const title = element("h1");
  const parts = element("div");
  const body = element(
    "div",
    { class: "body", id: "panel-body" },
    panel.description ? element("p", { class: "description" }, panel.description) : null,
    parts,
    element("p", { class: "foot" }, footnotes(panel, cells).join(" ")),
  );
  const status = element("p", { class: `status ${panel.status}` }, quality(panel));
  const heading = element("header", {}, title, status, siting.folding(say("panel"), body));
  document.body.prepend(element("aside", { class: "panel", "aria-label": say("panel") }, heading, body));

  let shown = "";
  siting.state.listen(({ moment, service, standard }) => {
    const wanted = [moment, service, standard].join();
    if (wanted === shown) return;
    shown = wanted;
    title.textContent = siting.title();
    siting.refill(parts, free(panel) ? null : budget(panel), cards(service), siting.charts(map, cells, service, standard));
  });
};

/* The standard, that nobody has read it where that is so, and those of areas that have their own. */
function standardOf({ within, elsewhere, doubtful }) {
  const shown = ({ value, unit }) => say(`within.${unit}`, { value: siting.numbers.plain(value, 1) });
  const others = elsewhere.map((zone) => say("within.area", { area: zone.area, within: shown(zone) }));
  return [shown(within) + (doubtful ? say("unverified") : ""), ...others].join("; ");
}

function quality({ status, gap }) {
  if (status === "optimal") return say("gap.optimal");
  return gap === null ? say("gap.unknown") : say("gap.feasible", { gap: siting.numbers.percent(gap) });
}

function footnotes({ services, crs }, { hidden, count }) {
  const { plain } = siting.numbers;
  const straight = services.map((service) => service.straight).filter(Boolean);
  // metres a minute, as kilometres an hour
  const lines = straight.map(({ detour, speed }) => say("straight", { detour, speed: plain(speed * 0.06, 2) }));
  const known = services.map((service) => service.ways).filter(Boolean);
  const told = ({ file, mode }) => (mode ? say("streets", { file, mode: say(`mode.${mode}`) }) : say("from.table", { file }));
  const ways = [...lines, ...known.map(told)];
  return [
    ways.length ? say("foot.travel", { travel: [...new Set(ways)].join(" · ") }) : "",
    say("foot.crs", { crs }),
    hidden ? say("cells.hidden", { hidden: plain(hidden), count: plain(count) }) : "",
  ];
}

/* Whether the question says nothing of money. */
const free = ({ budget, moments, currency }) =>
  budget === null && !currency && moments.every(({ capital, operating }) => !capital && !operating);

function budget({ budget: most }) {
  const { money } = siting.numbers;
  const { capital, shared, operating } = siting.now;
  const note = (key, amount) => (amount > 0 ? element("p", { class: "small" }, element("span", {}, say(key)), money(amount)) : null);
  const limit = most === null ? null : element("small", {}, say("budget.of", { budget: money(most) }));
  return element(
    "section",
    { class: "budget" },
    element("h2", {}, say(most === null ? "cost" : "budget")),
    element("p", {}, element("b", {}, money(capital)), limit),
    most > 0 ? siting.meter(capital / most) : null,
    note("budget.shared", shared),
    note("operating", operating),
  );
}

/* A card for each service, and one for all together. */
function cards(shown) {
  const { services, combined } = siting.now;
  const people = combined ? [{ ...combined, key: "", label: say("combined"), unit: say("people") }] : [];
  const each = services.map((service) => card(service, standardOf(service), shown));
  return [...each, ...people.map((all) => card(all, say("combined.note"), shown))];
}

/* One service: share served now and before, the numbers behind it, and what it costs. Choosing it shows it on the map. */
function card(service, note, shown) {
  const { amount, percent, money, fixed } = siting.numbers;
  const { key, need, before, after, unit } = service;
  const share = (served) => (need > 0 ? served / need : 0);
  const row = (...parts) => element("span", { class: "line small" }, ...parts.map((part) => element("span", {}, part)));
  const cost = service.capital === undefined || free(siting.panel) ? "" : service.capital > 0 ? money(service.capital) : say("cost.none");
  const today = element("small", {}, `${say("served.from", { before: percent(share(before)) })} → `);
  const shares = element("span", {}, today, element("b", {}, percent(share(after))));
  const dress = { "data-service": key, "data-key": `service ${key}`, "aria-pressed": String(shown === key) };
  return element(
    "button",
    { class: "service", type: "button", ...dress, onclick: () => siting.state.change({ service: key }) },
    element("span", { class: "line" }, element("strong", {}, service.label), shares),
    siting.stacked(share(before), share(after)),
    row(say("served.numbers", { before: amount(before), after: amount(after), need: amount(need), unit })),
    row([note, service.minutes ? say("mean", { minutes: fixed(service.minutes) }) : ""].filter(Boolean).join(" · "), cost),
  );
}
