/* Before and after, side by side: a bar that is moved over the map, today on its left and the plan on its right. */
const { element, say } = siting;

siting.swipe = function (map, cells, grid) {
  const today = new siting.Grid(cells.image, { pane: "today" });
  const range = { "aria-valuemin": 0, "aria-valuemax": 100 };
  const knob = element("button", { type: "button", role: "slider", "aria-label": say("swipe"), ...range }, "⇔");
  const tags = [element("span", { class: "tag" }, say("view.before")), element("span", { class: "tag" }, say("view.after"))];
  const bar = siting.above(element("div", { class: "swipe", hidden: true }, ...tags, knob));
  map.getContainer().append(bar);
  let share = 0.5;
  let on = false;

  /* Panes are cut where the bar stands, in the coordinates of the pane that moves with the map. */
  function cut() {
    const size = map.getSize();
    const corner = map.containerPointToLayerPoint([0, 0]);
    const middle = corner.x + share * size.x;
    const bottom = corner.y + size.y;
    const rect = (left, right) => (on ? `rect(${corner.y}px, ${right}px, ${bottom}px, ${left}px)` : "");
    map.getPane("today").style.clip = rect(corner.x, middle);
    for (const name of ["cells", "planned"]) map.getPane(name).style.clip = rect(middle, corner.x + size.x);
    bar.style.left = `${share * size.x}px`;
    knob.setAttribute("aria-valuenow", String(Math.round(100 * share)));
  }

  function move(to) {
    share = Math.max(0.02, Math.min(0.98, to));
    cut();
  }

  function drag(event) {
    if (event.buttons === 0) return;
    const box = map.getContainer().getBoundingClientRect();
    move((event.clientX - box.left) / box.width);
  }

  knob.addEventListener("pointerdown", (event) => knob.setPointerCapture(event.pointerId));
  knob.addEventListener("pointermove", drag);
  knob.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -0.05, ArrowRight: 0.05 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    move(share + step);
  });
  map.on("move zoomend resize", cut);

  const paint = ({ service, group }) => {
    const look = siting.look(cells, { view: "before", service, group });
    today.paint(look.codes, look.colours);
  };
  siting.state.listen((shown) => on && paint(shown));

  return function toggle() {
    on = !on;
    bar.hidden = !on;
    if (on) {
      paint(siting.state.shown);
      map.addLayer(today);
      siting.state.change({ view: "after" });
    } else {
      map.removeLayer(today);
      siting.state.change({ view: "gap" });
    }
    cut();
    return on;
  };
};
