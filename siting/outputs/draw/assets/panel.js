/* The panel beside the map: the question, how good the answer is, and its key numbers. */
const { element, say } = siting;

siting.serviceOf = (key) => siting.panel.services.find((service) => service.key === key);

siting.showPanel = function (map, cells) {
  const { panel } = siting;
  const people = panel.combined ? { ...panel.combined, label: say("combined"), unit: say("people") } : null;
  const body = element(
    "div",
    { class: "body", id: "panel-body" },
    panel.description ? element("p", { class: "description" }, panel.description) : null,
    free(panel) ? null : budget(panel),
    ...panel.services.map((service) => serviceCard(service, service.key, standard(service))),
    people ? serviceCard(people, "", say("combined.note")) : null,
    bars(map, panel),
    element("p", { class: "foot" }, footnotes(panel, cells).join(" ")),
  );
  const status = element("p", { class: `status ${panel.status}` }, quality(panel));
  const heading = element("header", {}, element("h1", {}, panel.title), status, siting.folding(say("panel"), body));
  document.body.prepend(element("aside", { class: "panel", "aria-label": say("panel") }, heading, body));
};

/* The standard, that nobody has read it where that is so, and those of areas that have their own. */
function standard({ within, elsewhere, doubtful }) {
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
const free = ({ budget, capital, operating, currency }) => budget === null && !capital && !operating && !currency;

function budget({ budget: most, capital, shared, operating }) {
  const { money } = siting.numbers;
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

/* One service: share served now and before, the numbers behind it, and what it costs. Choosing it shows it on the map. */
function serviceCard(service, key, note) {
  const { amount, percent, money, fixed } = siting.numbers;
  const { need, before, after, unit } = service;
  const share = (served) => (need > 0 ? served / need : 0);
  const row = (...parts) => element("span", { class: "line small" }, ...parts.map((part) => element("span", {}, part)));
  const cost = service.capital === undefined || free(siting.panel) ? "" : service.capital > 0 ? money(service.capital) : say("cost.none");
  const today = element("small", {}, `${say("served.from", { before: percent(share(before)) })} → `);
  const shares = element("span", {}, today, element("b", {}, percent(share(after))));
  const card = element(
    "button",
    { class: "service", type: "button", "data-service": key, onclick: () => siting.state.change({ service: key }) },
    element("span", { class: "line" }, element("strong", {}, service.label), shares),
    stacked(share(before), share(after)),
    row(say("served.numbers", { before: amount(before), after: amount(after), need: amount(need), unit })),
    row([note, service.minutes ? say("mean", { minutes: fixed(service.minutes) }) : ""].filter(Boolean).join(" · "), cost),
  );
  siting.state.listen((shown) => card.setAttribute("aria-pressed", String(shown.service === key)));
  return card;
}

/* Grey for what was served and still is, blue for what is new, purple for what is lost, pale orange for the rest. */
function stacked(before, after) {
  const part = (kind, share) => (share > 0 ? element("i", { class: kind, style: `width:${100 * share}%` }) : null);
  const parts = [part("covered", Math.min(before, after)), part("newly", after - before), part("lost", before - after)];
  return element("span", { class: "stacked" }, ...parts);
}

/* The share served in each area, for the service shown; choosing an area goes there. */
function bars(map, panel) {
  if (!panel.areaKind) return null;
  const boxes = siting.namings.find((naming) => naming.kind === panel.areaKind).names;
  const list = element("div", { class: "bars" });
  siting.state.listen(({ service }) => {
    const { areas } = service === "" ? panel.combined : siting.serviceOf(service);
    list.replaceChildren(
      ...areas.map(({ name, need, before, after }) => {
        const place = boxes.find((box) => box.name === name);
        const { percent } = siting.numbers;
        return element(
          "button",
          { type: "button", onclick: () => place && map.fitBounds(place.box) },
          element("span", { class: "area" }, name),
          stacked(before / need, after / need),
          element("span", { class: "share" }, element("small", {}, `${percent(before / need)} →`), ` ${percent(after / need)}`),
        );
      }),
    );
  });
  return element("section", {}, element("h2", {}, say("bars.title"), element("small", {}, siting.named(panel.areaKind))), list);
}
