/* The map on paper: it fills an A3 or an A4 sheet, whatever the window is. */
const { element } = siting;

/* Width and height within the margins. */
const SHEETS = { A3: ["404mm", "279mm"], A4: ["281mm", "194mm"] };

const page = element("style");

/* What the browser's own command prints is the sheet that was printed last, at first A3. */
siting.printing = function (map) {
  document.head.append(page);
  lay("A3");
  window.addEventListener("beforeprint", () => turn(map, true));
  window.addEventListener("afterprint", () => turn(map, false));
};

function lay(sheet) {
  const { dataset, style } = document.documentElement;
  const [width, height] = SHEETS[sheet];
  dataset.sheet = sheet;
  style.setProperty("--sheet-width", width);
  style.setProperty("--sheet-height", height);
  page.textContent = `@page { size: ${sheet} landscape; margin: 8mm; }`;
}

/* What was seen before, to be seen on the sheet as well, and again after it. */
let seen = null;

function turn(map, on) {
  if (on) seen ??= { bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom() };
  document.documentElement.classList.toggle("printing", on);
  // on paper the legend is whole
  const ground = document.querySelector(".ground");
  if (on) ground.dataset.was ??= String(ground.open);
  ground.open = on || ground.dataset.was === "true";
  if (!on) delete ground.dataset.was;
  map.invalidateSize({ animate: false, pan: false });
  if (on) map.fitBounds(seen.bounds, { animate: false });
  else if (seen) map.setView(seen.centre, seen.zoom, { animate: false });
  if (!on) seen = null;
}

/* Online tiles of the sheet are waited for, since a browser prints what is there; those that do not come are not waited for long. */
siting.print = async function (map, sheet) {
  lay(sheet);
  const shown = (siting.ground || []).filter((layer) => map.hasLayer(layer));
  if (shown.length > 0) turn(map, true);
  const come = shown.filter((layer) => layer.isLoading()).map((layer) => new Promise((done) => layer.once("load", done)));
  await Promise.race([Promise.all(come), new Promise((done) => setTimeout(done, 5000))]);
  window.print();
};
