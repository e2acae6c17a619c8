/* The layer of cells: every pixel of the screen asks the index image which place it lies in. */

/* Half of the way around the world at the equator [m in Web Mercator]. */
const HALF_WORLD = (siting.halfWorld = Math.PI * 6378137);

siting.Grid = L.GridLayer.extend({
  options: { pane: "cells", updateWhenZooming: false, keepBuffer: 3 },

  initialize(image, options) {
    this.image = image;
    this.codes = null;
    L.setOptions(this, options);
  },

  /* Paint each place by its code: codes are positions in colours, each a list of [plain, edge, hatch]; 255 is left blank. */
  paint(codes, colours) {
    this.codes = codes;
    [this.plain, this.edge, this.hatch] = [0, 1, 2].map((k) => Uint32Array.from(colours, (each) => packed(each[k])));
    if (this._map) this.redraw();
  },

  /* The place at a position, or -1. */
  cellAt(latlng) {
    const at = L.CRS.EPSG3857.project(latlng);
    return this.idAt(this.column(at.x), this.row(at.y)) - 1;
  },

  idAt(column, row) {
    const { width, height, ids } = this.image;
    return column < 0 || row < 0 || column >= width || row >= height ? 0 : ids[row * width + column];
  },

  column(x) {
    return Math.floor((x - this.image.west) / this.image.pixel);
  },

  row(y) {
    return Math.floor((this.image.north - y) / this.image.pixel);
  },

  /* Tiles of just the zoom that is shown: tiles of a whole one, stretched, would show seams. */
  _setView(centre, zoom, ...rest) {
    this._exact = zoom;
    L.GridLayer.prototype._setView.call(this, centre, zoom, ...rest);
  },

  _clampZoom() {
    return this._exact;
  },

  createTile(at) {
    const side = this.getTileSize().x;
    const ratio = Math.min(Math.ceil(window.devicePixelRatio || 1), 2);
    const size = side * ratio;
    const step = (2 * HALF_WORLD) / (256 * 2 ** at.z) / ratio;
    const tile = document.createElement("canvas");
    tile.width = tile.height = size;
    const context = tile.getContext("2d");
    const picture = context.createImageData(size, size);
    const west = -HALF_WORLD + at.x * size * step;
    const north = HALF_WORLD - at.y * size * step;
    // edges between cells only where a cell is large enough to be told from the next
    const edges = this.image.cell / step > 9 * ratio;
    this.paintRows(new Uint32Array(picture.data.buffer), { size, step, west, north, edges, ratio, at });
    context.putImageData(picture, 0, 0);
    return tile;
  },

  paintRows(pixels, { size, step, west, north, edges, ratio, at }) {
    const columns = Int32Array.from({ length: size }, (_, i) => this.column(west + (i + 0.5) * step));
    const { width, height, ids } = this.image;
    const dense = 5 * ratio;
    const idIn = (row, i) => (row < 0 || row >= height || columns[i] < 0 || columns[i] >= width ? 0 : ids[row * width + columns[i]]);
    for (let j = 0; j < size; j++) {
      const row = this.row(north - (j + 0.5) * step);
      if (row < 0 || row >= height) continue;
      const upper = this.row(north - (j - 0.5) * step);
      let left = edges ? this.idAt(this.column(west - 0.5 * step), row) : 0;
      for (let i = 0; i < size; i++) {
        const id = idIn(row, i);
        const code = id === 0 ? 255 : this.codes[id - 1];
        if (code !== 255) {
          const between = edges && (id !== left || (upper !== row && id !== idIn(upper, i)));
          const striped = (at.x * size + i + at.y * size + j) % dense < ratio;
          pixels[j * size + i] = (between ? this.edge : striped ? this.hatch : this.plain)[code];
        }
        left = id;
      }
    }
  },
});

/* #rrggbb as a pixel's 32 bits, opaque. */
function packed(colour) {
  const value = parseInt(colour.slice(1), 16);
  return ((255 << 24) | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}
