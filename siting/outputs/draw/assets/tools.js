/* The buttons at the upper right: nearer and farther, before and after, paper, files, the other language; and the arrow to the north. */
const { drawing, element, say } = siting;

siting.tools = function (map, cells, grid, home) {
  const swipe = siting.swipe(map, cells, grid);
  const button = (label, sign, act) => element("button", { type: "button", title: label, "aria-label": label, onclick: act }, sign);
  const toggle = (event) => event.currentTarget.setAttribute("aria-pressed", String(swipe()));
  const word = (tool, text, act, more = {}) => element("button", { type: "button", "data-tool": tool, onclick: act, ...more }, text);
  const other = siting.language === "zh" ? "en" : "zh";
  const group = element(
    "div",
    { class: "card above tools", role: "group", "aria-label": say("main") },
    button(say("zoom.in"), "+", () => map.zoomIn()),
    button(say("zoom.out"), "−", () => map.zoomOut()),
    button(say("home"), "⌂", home),
  );
  const words = element(
    "div",
    { class: "card above words", role: "group", "aria-label": say("files") },
    word("swipe", say("swipe"), toggle, { "aria-pressed": "false" }),
    word("print", say("print"), () => siting.print(map, "A3")),
    word("print-a4", "A4", () => siting.print(map, "A4"), { "aria-label": say("print.a4"), title: say("print.a4") }),
    word("picture", say("picture"), () => siting.savePicture(map)),
    word("table", say("table"), siting.saveTable),
    word("language", say("language.other"), () => speak(other), { lang: other }),
  );
  map.getContainer().append(siting.above(group), siting.above(words), north());
  siting.printing(map);
};

/* The page in another language: it is put together anew, so that nothing stays behind. */
function speak(language) {
  window.location.hash = language;
  window.location.reload();
}

function north() {
  const arrow = drawing("path", { d: "M8 0 L14 20 L8 15 L2 20 Z" });
  const picture = drawing("svg", { width: 16, height: 21, viewBox: "0 0 16 21", "aria-hidden": "true" }, arrow);
  return element("div", { class: "north", title: say("north") }, picture, element("span", {}, say("north.short")));
}
