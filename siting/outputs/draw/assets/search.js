/* A box to look for areas and sites by name. */
const { element, say } = siting;

const MOST = 8;

siting.search = function (map) {
  const list = element("ul", { class: "found", id: "found", role: "listbox", hidden: true });
  const dress = { type: "search", placeholder: say("search"), "aria-label": say("search"), autocomplete: "off", role: "combobox" };
  const box = element("input", { ...dress, "aria-controls": "found", "aria-expanded": "false", "aria-autocomplete": "list" });
  let hits = [];
  let at = -1;

  function show() {
    const wanted = box.value.trim().toLowerCase();
    hits = wanted === "" ? [] : everything().filter((one) => one.name.toLowerCase().includes(wanted)).slice(0, MOST);
    at = hits.length ? 0 : -1;
    list.replaceChildren(...hits.map(row));
    list.hidden = hits.length === 0;
    box.setAttribute("aria-expanded", String(hits.length > 0));
    mark();
  }

  function row(hit, k) {
    // the box keeps the focus, or the list would be gone before the button is up
    const keep = (event) => event.preventDefault();
    const dress = { id: `found-${k}`, role: "option", onmousedown: keep, onclick: () => go(hit) };
    return element("li", dress, hit.name, element("small", {}, hit.kind));
  }

  function mark() {
    [...list.children].forEach((each, k) => each.setAttribute("aria-selected", String(k === at)));
    if (at >= 0) box.setAttribute("aria-activedescendant", `found-${at}`);
    else box.removeAttribute("aria-activedescendant");
  }

  function go(hit) {
    box.value = hit.name;
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    hit.go(map);
  }

  function key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) at = (at + step + hits.length) % hits.length;
    else if (event.key === "Enter" && at >= 0) go(hits[at]);
    else if (event.key === "Escape") list.hidden = true;
    else return;
    event.preventDefault();
    mark();
  }

  box.addEventListener("input", show);
  box.addEventListener("keydown", key);
  box.addEventListener("blur", () => (list.hidden = true));
  map.getContainer().append(siting.above(element("div", { class: "card above search" }, box, list)));
};

/* Areas and sites by name, each with the way to it. */
function everything() {
  const areas = siting.namings.flatMap((naming) =>
    naming.names.map(({ name, box }) => ({ name, kind: siting.named(naming.kind), go: (map) => map.fitBounds(box, { maxZoom: 16 }) })),
  );
  const sites = siting.places.map((place) => ({ name: place.name, kind: say("site.one"), go: (map) => place.show(map) }));
  return [...areas, ...sites];
}
