/* From the page's text back to arrays. */
siting.unpack = async function ({ type, data }) {
  const text = atob(data);
  const deflated = new Uint8Array(text.length);
  // letter by letter: going through an iterator takes seconds for a million places
  for (let at = 0; at < text.length; at++) deflated[at] = text.charCodeAt(at);
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = await new Response(stream).arrayBuffer();
  return new { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, f4: Float32Array }[type](bytes);
};

/* An image of ids, written as what each pixel differs from what its left and upper neighbours foretell. */
siting.unpackImage = async function ({ ids, width, height }) {
  const image = await siting.unpack(ids);
  for (let at = width; at < image.length; at++) image[at] += image[at - width];
  for (let row = 0; row < height; row++) {
    for (let at = row * width + 1; at < (row + 1) * width; at++) image[at] += image[at - 1];
  }
  return image;
};

/*
 * Columns of all places, at the last of the moments that the map shows; `turn` goes to another. An array is unpacked when it is first
 * needed, and is the same one for all moments that share it.
 */
siting.readCells = async function (spec) {
  const arrays = new Map();
  const array = (at) => {
    if (!arrays.has(at)) arrays.set(at, siting.unpack(spec.arrays[at]));
    return arrays.get(at);
  };
  const km2 = await siting.unpack(spec.km2);
  const cells = {
    ...spec,
    km2: (cell) => km2[km2.length === 1 ? 0 : cell],
    areas: await Promise.all(spec.areas.map(async (area) => ({ ...area, codes: await siting.unpack(area.codes) }))),
    image: { ...spec.image, ids: await siting.unpackImage({ ...spec.image }) },
  };
  const moments = [];
  cells.turn = async function (moment) {
    moments[moment] ??= readMoment(spec, spec.moments[moment], array);
    Object.assign(cells, await moments[moment]);
  };
  await cells.turn(spec.moments.length - 1);
  return cells;
};

/* Who lives where, and what they need and get, at a moment. Amounts of all services together follow from those of each. */
async function readMoment(spec, moment, array) {
  const groups = await Promise.all(spec.groups.map(async (group, k) => ({ ...group, amount: await array(moment.groups[k]) })));
  const services = {};
  for (const [key, packed] of Object.entries(moment.services)) {
    const columns = await Promise.all(Object.entries(packed).map(async ([name, column]) => [name, await read(column, groups, array)]));
    services[key] = { ...spec.services[key], ...Object.fromEntries(columns) };
  }
  services[""] = together(Object.values(services), await read(moment.people, groups, array), spec.bounds);
  return { groups, services };
}

/* A column that is a group of people, or a share of one, is not written twice. */
async function read(column, groups, array) {
  if (column.group === undefined) return array(column);
  const { amount } = groups[column.group];
  return column.rate === 1 ? amount : amount.map((people) => people * column.rate);
}

/* A place counts as far as its least served service serves it, and travels as far as to its farthest one. */
function together(services, people, bounds) {
  const count = people.length;
  const all = Object.fromEntries(["need", "before", "after", "minutes"].map((name) => [name, new Float32Array(count)]));
  for (let cell = 0; cell < count; cell++) {
    const needed = services.filter((service) => service.need[cell] > 0);
    all.need[cell] = needed.length ? people[cell] : 0;
    all.before[cell] = Math.min(...needed.map((service) => service.before[cell]));
    all.after[cell] = Math.min(...needed.map((service) => service.after[cell]));
    all.minutes[cell] = Math.max(...needed.map((service) => service.minutes[cell]));
  }
  return { ...all, bounds: bounds.people, times: bounds.times };
}
