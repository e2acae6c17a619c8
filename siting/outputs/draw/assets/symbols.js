/* The symbols of sites: each kind has its own shape as well as its own colour. */
const { drawing } = siting;

const SHAPES = {
  keep: () => [drawing("circle", { r: 6.4 })],
  expand: () => [drawing("circle", { r: 7.6 }), sign("M-4 0H4M0-4V4")],
  convert: () => [drawing("path", { d: corners(6, () => 8.4) })],
  build: () => [drawing("path", { d: corners(10, (k) => (k % 2 ? 4.4 : 9.8), -90) })],
  rent: () => [drawing("path", { d: corners(4, () => 9) })],
  mobile: () => [drawing("path", { d: corners(3, () => 9.4, -90) })],
  home: () => [drawing("path", { d: "M0-9.6L9-1.6V8H-9V-1.6Z" })],
  buy: () => [drawing("path", { d: corners(4, () => 10.6, 45) }), sign("M-4-2H4M-4 2H4")],
  close: () => [drawing("circle", { r: 6.4, class: "hollow" }), sign("M-3-3L3 3M3-3L-3 3")],
};

/* A symbol; its side is 22 and the page scales it. */
siting.symbol = function (action, colour, side = 22) {
  const dress = { viewBox: "-11 -11 22 22", width: side, height: side, class: `symbol ${action}`, "aria-hidden": "true" };
  return drawing("svg", { ...dress, style: `--colour:${colour}` }, ...SHAPES[action]());
};

const sign = (d) => drawing("path", { d, class: "sign" });

function corners(count, radius, turn = 0) {
  const points = Array.from({ length: count }, (_, k) => {
    const angle = ((360 / count) * k + turn) * (Math.PI / 180);
    return `${(radius(k) * Math.cos(angle)).toFixed(2)} ${(radius(k) * Math.sin(angle)).toFixed(2)}`;
  });
  return `M${points.join("L")}Z`;
}
