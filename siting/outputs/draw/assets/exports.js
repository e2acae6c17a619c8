/* What one takes along: the sites as a table, the map as a picture or on paper. */
const { say } = siting;

/* The sites that are shown, as a table that a spreadsheet opens: UTF-8 with its mark. */
siting.saveTable = function () {
  const heads = ["id", "name", "service", "action", "unit", "capacity", "load", "capital", "operating", "opens", "latitude", "longitude"];
  const rows = siting.places.flatMap((place) =>
    place.rows.map((row) => {
      const { label, unit } = siting.serviceOf(row.service);
      const told = [row.capacity, row.load, row.capital, row.operating, row.opens].map((value) => value ?? "");
      return [place.id, place.name, label, say(`action.${row.action}`), unit, ...told, ...place.at];
    }),
  );
  const text = [heads.map((head) => say(`csv.${head}`)), ...rows].map((row) => row.map(quoted).join(",")).join("\r\n");
  save(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }), "sites.csv");
};

/* A value that a spreadsheet takes for what it is, never for a formula. */
function quoted(value) {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return `"${text.replace(/"/g, '""')}"`;
}

/* The map as it is seen, twice as fine, without its controls. */
siting.savePicture = async function (map) {
  const box = map.getContainer().getBoundingClientRect();
  const canvas = document.createElement("canvas");
  const scale = 2;
  canvas.width = box.width * scale;
  canvas.height = box.height * scale;
  const brush = canvas.getContext("2d");
  brush.scale(scale, scale);
  brush.fillStyle = getComputedStyle(map.getContainer()).backgroundColor;
  brush.fillRect(0, 0, box.width, box.height);
  const panes = [...map.getPane("mapPane").querySelectorAll(".leaflet-pane")].sort((one, other) => depth(one) - depth(other));
  for (const pane of panes) await paint(brush, pane, box);
  title(brush, box);
  canvas.toBlob((blob) => save(blob, "map.png"));
};

const depth = (pane) => Number(getComputedStyle(pane).zIndex) || 0;

/* What a pane holds: tiles and drawings as they are, symbols and names one by one. */
async function paint(brush, pane, box) {
  const style = getComputedStyle(pane);
  if (style.visibility === "hidden") return;
  brush.save();
  brush.globalAlpha = Number(style.opacity);
  brush.globalCompositeOperation = style.mixBlendMode === "multiply" ? "multiply" : "source-over";
  brush.filter = style.filter;
  for (const part of pane.querySelectorAll(":scope > canvas, .leaflet-tile-container canvas, .leaflet-tile-container img")) {
    if (part.tagName === "IMG" && !shared(part)) continue;
    const at = part.getBoundingClientRect();
    brush.drawImage(part, at.left - box.left, at.top - box.top, at.width, at.height);
  }
  for (const symbol of pane.querySelectorAll("svg.symbol")) await stamp(brush, symbol, box);
  for (const name of pane.querySelectorAll(".name:not([hidden])")) write(brush, name, box);
  brush.restore();
}

/* Whether a tile is there, and from a server that lets scripts have it: one that does not would spoil the whole picture. */
const shared = (tile) => tile.naturalWidth > 0 && tile.crossOrigin !== null;

async function stamp(brush, symbol, box) {
  const at = symbol.getBoundingClientRect();
  const copy = symbol.cloneNode(true);
  const [from, to] = [[symbol, ...symbol.querySelectorAll("*")], [copy, ...copy.querySelectorAll("*")]];
  from.forEach((part, k) => {
    const style = getComputedStyle(part);
    for (const name of ["fill", "stroke", "strokeWidth", "paintOrder"]) to[k].style[name] = style[name];
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.style.overflow = "visible";
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await picture.decode();
  brush.drawImage(picture, at.left - box.left, at.top - box.top, at.width, at.height);
}

function write(brush, name, box) {
  const style = getComputedStyle(name);
  const at = name.getBoundingClientRect();
  brush.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  brush.textBaseline = "middle";
  brush.lineWidth = 3;
  brush.strokeStyle = "rgba(255, 255, 255, 0.9)";
  brush.fillStyle = style.color;
  const place = [name.textContent, at.left - box.left, at.top - box.top + at.height / 2];
  brush.strokeText(...place);
  brush.fillText(...place);
}

function title(brush, box) {
  const scale = document.querySelector(".leaflet-control-scale-line");
  brush.font = `600 15px ${getComputedStyle(document.body).fontFamily}`;
  brush.textBaseline = "alphabetic";
  brush.fillStyle = "#1c2733";
  brush.lineWidth = 3;
  brush.strokeStyle = "rgba(255, 255, 255, 0.9)";
  const told = (text, x, y) => [brush.strokeText(text, x, y), brush.fillText(text, x, y)];
  told(siting.title(), 14, box.height - 40);
  brush.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  // whose base map it is goes with it
  const credit = document.querySelector(".leaflet-control-attribution").textContent;
  told(credit, box.width - 6 - brush.measureText(credit).width, box.height - 6);
  if (!scale) return;
  brush.fillRect(14, box.height - 20, scale.offsetWidth, 2);
  told(scale.textContent, 14, box.height - 24);
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
