/* What every other script of the page uses: words, numbers, elements, and the state that the map shows. */
window.siting = { rows: [], namings: [], places: [], words: {}, language: "en" };

/* The word for a key, with its {fields} filled in. */
siting.say = function (key, fields = {}) {
  const word = key in siting.words ? siting.words[key] : key;
  return word.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? String(fields[name]) : whole));
};

/* The word for a kind of area or a population group; the name itself, made readable, where there is none. */
siting.named = function (key) {
  const ages = /^age_(\d+)_(\d+|plus)$/.exec(key);
  if (ages) return siting.say(ages[2] === "plus" ? "name.age_plus" : "name.age", { first: ages[1], last: ages[2] });
  return `name.${key}` in siting.words ? siting.words[`name.${key}`] : key.replace(/_/g, " ");
};

/* A unit or a currency, in the page's language where there is a word for it. */
siting.unit = (name) => siting.words[`unit.${name}`] ?? name;

siting.numbers = {
  /* Whole numbers with separators; small amounts keep one decimal, since the tables do not round people away. */
  amount(value) {
    return siting.numbers.plain(value, Math.abs(value) < 100 ? 1 : 0);
  },
  plain(value, decimals = 0) {
    return written(value, { maximumFractionDigits: decimals });
  },
  fixed(value, decimals = 1) {
    return written(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  },
  percent(share) {
    return `${siting.numbers.fixed(100 * share)}%`;
  },
  money(value) {
    const amount = siting.numbers.plain(value);
    return siting.panel.currency ? `${amount}\u00a0${siting.unit(siting.panel.currency)}` : amount;
  },
};

/* Halves go to the even neighbour, as in the report and the tables. */
const written = (value, places) => value.toLocaleString("en-US", { ...places, roundingMode: "halfEven" });

/* An HTML element. Children that are strings become text, never markup, so no name can run as a script. */
siting.element = function (tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
};

/* The same for a drawing. */
siting.drawing = function (tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
};

function fill(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/*
 * What is shown now: a moment, a view, a service ("" for all together), a population group, and a standard other than the plan's. Whoever
 * depends on it listens.
 */
siting.state = {
  shown: { moment: 0, view: "gap", service: "", group: 0, standard: null },
  listeners: [],
  listen(listener) {
    this.listeners.push(listener);
  },
  change(part) {
    Object.assign(this.shown, part);
    for (const listener of this.listeners) listener(this.shown);
  },
};

/* Puts other children into an element; what had the focus keeps it, where its like, by its data-key, is there again. */
siting.refill = function (box, ...children) {
  const held = box.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  box.replaceChildren(...children.flat().filter(Boolean));
  if (held !== undefined) box.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
};

/* A bar as long as a share; another colour where more is used than there is. */
siting.meter = function (share) {
  const bar = siting.element("i", { style: `width:${Math.min(100, 100 * share)}%` });
  return siting.element("div", { class: share > 1.000001 ? "meter over" : "meter" }, bar);
};

/* A button that folds a body away; on small screens it begins folded. */
siting.folding = function (label, body) {
  const dress = { class: "fold", type: "button", "aria-controls": body.id, onclick: () => open(body.hidden) };
  const button = siting.element("button", dress, label);
  function open(on) {
    body.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
  }
  open(!siting.small());
  return button;
};

/* What a tick in the legend does to a layer. */
siting.switching = (map, layer) => (on) => (on ? map.addLayer(layer) : map.removeLayer(layer));

/* Controls above the map keep their clicks and wheel turns to themselves. */
siting.above = function (element) {
  L.DomEvent.disableClickPropagation(element);
  L.DomEvent.disableScrollPropagation(element);
  return element;
};

siting.small = () => window.matchMedia("(max-width: 760px)").matches;
