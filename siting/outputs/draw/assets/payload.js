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

/* A column that is a group of people, or a share of one, is not written twice. */
siting.column = async function (packed, groups) {
  if (packed.group === undefined) return siting.unpack(packed);
  const { amount } = groups[packed.group];
  return packed.rate === 1 ? amount : amount.map((people) => people * packed.rate);
};

/* Columns of all places. Amounts of all services together follow from those of each. */
siting.readCells = async function (spec) {
  const groups = await Promise.all(spec.groups.map(async (group) => ({ ...group, amount: await siting.unpack(group.amount) })));
  const services = {};
  for (const [key, packed] of Object.entries(spec.services)) {
    const columns = ["need", "before", "after", "minutes", "reach", "site", "nearBefore", "nearAfter"];
    const arrays = await Promise.all(columns.map((name) => siting.column(packed[name], groups)));
    services[key] = { ...packed, ...Object.fromEntries(columns.map((name, k) => [name, arrays[k]])) };
  }
  const people = await siting.column(spec.people, groups);
  services[""] = together(Object.values(services), people, spec.bounds);
  const km2 = await siting.unpack(spec.km2);
  return {
    ...spec,
    services,
    groups,
    km2: (cell) => km2[km2.length === 1 ? 0 : cell],
    areas: await Promise.all(spec.areas.map(async (area) => ({ ...area, codes: await siting.unpack(area.codes) }))),
    image: { ...spec.image, ids: await siting.unpackImage({ ...spec.image }) },
  };
};

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
