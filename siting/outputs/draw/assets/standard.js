/* The slider of the standard: what would be within reach if another standard held. The plan stays as it was solved. */
const { element, say } = siting;

/* How the page counts travel: the plan's own standard is this many steps, and twice that the farthest that is known. */
const OWN = 127;
const VIEWS = ["gap", "before", "after"];

siting.standard = function (cells) {
  const slider = element("input", { type: "range", min: 16, max: 2 * OWN, step: 1, value: OWN, "aria-label": say("standard") });
  const shown = element("output", {});
  const note = element("p", { class: "what-if", role: "status" });
  const back = element("button", { type: "button", onclick: () => siting.state.change({ standard: null }) }, say("standard.own"));
  const line = element("div", { class: "line" }, element("span", {}, say("standard")), slider, shown);
  const box = element("div", { class: "standard" }, line, note, back);
  slider.addEventListener("input", () => siting.state.change({ standard: Number(slider.value) === OWN ? null : Number(slider.value) }));

  let service = null;
  siting.state.listen((state) => {
    // another service has another standard
    if (service !== null && state.service !== service && state.standard !== null) {
      service = state.service;
      siting.state.change({ standard: null });
      return;
    }
    service = state.service;
    box.hidden = service === "" || !VIEWS.includes(state.view);
    if (box.hidden) return;
    const steps = state.standard ?? OWN;
    slider.value = steps;
    shown.textContent = siting.travelOf(service, steps);
    note.hidden = back.hidden = state.standard === null;
    const own = siting.travelOf(service, OWN);
    if (state.standard !== null) note.textContent = say("standard.note", { own, ...shares(cells, service, steps) });
  });
  return box;
};

/* A standard as people write it. */
siting.travelOf = function (service, steps) {
  const { value, unit } = siting.serviceOf(service).within;
  const amount = (value * steps) / OWN;
  const { plain } = siting.numbers;
  return unit === "m" ? say("travel.metres", { metres: plain(amount) }) : say("minutes", { minutes: plain(amount, 1) });
};

/* Which share of the need would be within reach, today and under the plan. */
function shares(cells, service, steps) {
  const data = cells.services[service];
  let need = 0;
  let before = 0;
  let after = 0;
  for (let cell = 0; cell < data.need.length; cell++) {
    need += data.need[cell];
    if (data.nearBefore[cell] <= steps) before += data.need[cell];
    if (data.nearAfter[cell] <= steps) after += data.need[cell];
  }
  const { percent } = siting.numbers;
  return { before: percent(need > 0 ? before / need : 0), after: percent(need > 0 ? after / need : 0) };
}
