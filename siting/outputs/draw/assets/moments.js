/* The years, where there are several: the map as it is in each of them, one after the other. */
const { element, say } = siting;

/* How long a year is shown [ms]. */
const PACE = 1800;

/* The numbers of a moment; each service's with its terms. */
siting.nowOf = function (moment) {
  const { panel } = siting;
  const now = panel.moments[moment];
  const whole = (service, k) => ({ ...service, unit: siting.unit(service.unit), ...now.services[k] });
  return { ...now, services: panel.services.map(whole) };
};

/* Shows another moment, once its columns are unpacked. */
siting.turn = async function (moment) {
  await siting.read.turn(moment);
  siting.now = siting.nowOf(moment);
  siting.state.change({ moment });
};

siting.moments = function (map) {
  const { moments } = siting.panel;
  if (moments.length < 2) return;
  let clock = null;
  const play = element("button", { type: "button", class: "play", "data-tool": "play", onclick: () => (clock ? stop() : start()) });
  const stops = moments.map(({ when }, k) => element("button", { type: "button", class: "stop", onclick: () => go(k) }, when));
  const box = element("nav", { class: "card above moments", "aria-label": say("moments") }, play, ...stops);
  map.getContainer().append(siting.above(box));

  function label(text, sign) {
    play.textContent = sign;
    play.setAttribute("aria-label", text);
    play.title = text;
  }

  function stop() {
    clearInterval(clock);
    clock = null;
    label(say("moments.play"), "▶");
  }

  function go(moment) {
    stop();
    siting.turn(moment);
  }

  /* From the first, or from where it stands, to the last, and there it rests. */
  function start() {
    const last = moments.length - 1;
    if (siting.state.shown.moment === last) siting.turn(0);
    label(say("moments.pause"), "❚❚");
    clock = setInterval(() => {
      const next = siting.state.shown.moment + 1;
      siting.turn(Math.min(next, last));
      if (next >= last) stop();
    }, PACE);
  }

  stop();
  siting.state.listen(({ moment }) => stops.forEach((each, k) => each.setAttribute("aria-current", k === moment ? "step" : "false")));
};
