/* What a site tells: what it is, whom it serves, and why it is in the plan. */
const { element, say } = siting;

siting.popup = function (site, spec) {
  const { money } = siting.numbers;
  const shared = site.shared > 0 ? element("section", {}, lines([["shared", money(site.shared)]])) : null;
  return element(
    "article",
    { class: "popup" },
    element("h3", {}, site.name),
    element("p", { class: "where" }, [...new Set([site.id === site.name ? "" : site.id, ...site.areas])].filter(Boolean).join(" · ")),
    ...site.rows.map((row) => serviceOf(site, row, spec)),
    shared,
  );
};

function serviceOf(site, row, spec) {
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
    closed ? null : why(site, row, unit),
  );
}

/* What the site brings that nothing else would, and to whom. */
function why(site, row, unit) {
  const { amount, money } = siting.numbers;
  const changes = row.action !== "keep";
  return lines([
    ["why.newly", changes && row.newly !== undefined ? `${amount(row.newly)} ${unit}` : null],
    ["why.alone", row.alone !== undefined ? `${amount(row.alone)} ${unit}` : null],
    ["why.price", changes && row.capital > 0 && row.load > 0 ? money(row.capital / row.load) : null],
    ["why.whom", siting.served(site, row.service).join(", ") || null],
  ]);
}

function lines(pairs) {
  const known = pairs.filter(([, value]) => value !== null);
  if (!known.length) return null;
  return element("dl", {}, ...known.flatMap(([key, value]) => [element("dt", {}, say(key)), element("dd", {}, value)]));
}
