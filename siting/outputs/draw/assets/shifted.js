/*
 * Tiles of Chinese web maps, which lie in GCJ-02, some hundred metres beside WGS 84: each is put where it belongs, so that the data stay
 * as they are. The formula is that of siting/inputs/geo/shifted.py.
 */
const RADIUS = 6378245;
const FLAT = 0.006693421622965943;
const [WEST, SOUTH, EAST, NORTH] = [72.004, 0.8293, 137.8347, 55.8271];

const degrees = (angle) => (angle * 180) / Math.PI;

/* Sine waves of some heights [m] and frequencies. */
function waves(at, ...each) {
  return (2 / 3) * each.reduce((sum, [height, often]) => sum + height * Math.sin(often * Math.PI * at), 0);
}

/* By how much GCJ-02 differs from WGS 84 at a place of WGS 84 [degrees]; not at all outside China. */
function shift({ lng, lat }) {
  if (lng < WEST || lng > EAST || lat < SOUTH || lat > NORTH) return { lng: 0, lat: 0 };
  const x = lng - 105;
  const y = lat - 35;
  const root = 0.1 * Math.sqrt(Math.abs(x));
  const both = waves(x, [20, 6], [20, 2]);
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 2 * root;
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + root;
  const up = north + both + waves(y, [20, 1], [40, 1 / 3]) + waves(y, [160, 1 / 12], [320, 1 / 30]);
  const right = east + both + waves(x, [20, 1], [40, 1 / 3]) + waves(x, [150, 1 / 12], [300, 1 / 30]);
  const latitude = (lat * Math.PI) / 180;
  const bulge = 1 - FLAT * Math.sin(latitude) ** 2;
  const meridian = (RADIUS * (1 - FLAT)) / bulge ** 1.5;
  const normal = RADIUS / Math.sqrt(bulge);
  return { lng: degrees(right / (normal * Math.cos(latitude))), lat: degrees(up / meridian) };
}

/* WGS 84 as GCJ-02. */
siting.gcj02 = function (place) {
  const { lng, lat } = shift(place);
  return L.latLng(place.lat + lat, place.lng + lng);
};

/* GCJ-02 as WGS 84: each step back comes a hundred times nearer. */
siting.fromGcj02 = function (place) {
  let found = place;
  for (let step = 0; step < 4; step++) {
    const { lng, lat } = shift(found);
    found = L.latLng(place.lat - lat, place.lng - lng);
  }
  return found;
};

siting.ShiftedTiles = L.TileLayer.extend({
  /* A pixel of the whole world at the zoom of the tiles, moved from one system to the other. */
  _moved(pixel, change) {
    return this._map.project(change(this._map.unproject(pixel, this._tileZoom)), this._tileZoom);
  },

  /* Which tiles are needed: those of the window's corners in the system of the tiles. */
  _getTiledPixelBounds(centre) {
    const { min, max } = L.TileLayer.prototype._getTiledPixelBounds.call(this, centre);
    return L.bounds(this._moved(min, siting.gcj02), this._moved(max, siting.gcj02));
  },

  /* Where a tile begins: on its left and upper edge as they are in their middles, since the shift also turns tiles by a hair. */
  _corner(coords) {
    const at = (right, down) => this._moved(coords.add([right, down]).scaleBy(this.getTileSize()), siting.fromGcj02);
    return L.point(at(0, 0.5).x, at(0.5, 0).y).round();
  },

  _getTilePos(coords) {
    return this._corner(coords).subtract(this._level.origin);
  },

  /* The shift is not the same everywhere: each tile ends where those on its right and below it begin, be it a pixel more or less. */
  _addTile(coords, container) {
    L.TileLayer.prototype._addTile.call(this, coords, container);
    const { el } = this._tiles[this._tileCoordsToKey(coords)];
    const { x, y } = this._corner(coords);
    el.style.width = `${this._corner(coords.add([1, 0])).x - x}px`;
    el.style.height = `${this._corner(coords.add([0, 1])).y - y}px`;
  },
});
