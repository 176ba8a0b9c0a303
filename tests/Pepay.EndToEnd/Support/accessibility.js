// What a script can tell of WCAG 2.2 AA about the page as it is shown now. Gives a list of problems, each with the element it is about.
() => {
  const problems = [];
  const name = (element) => {
    const labelled = (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim();
    return labelled || element.getAttribute("aria-label")?.trim() || [...(element.labels ?? [])].map((label) => label.textContent).join(" ").trim()
      || element.getAttribute("alt")?.trim() || element.textContent.trim() || element.querySelector("[aria-label]")?.getAttribute("aria-label") || "";
  };
  const describe = (element) => `${element.tagName.toLowerCase()}${element.id ? "#" + element.id : ""}.${[...element.classList].join(".")} "${element.textContent.trim().slice(0, 40)}"`;
  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getBoundingClientRect().width > 1;
  const say = (rule, element) => problems.push(`${rule}: ${describe(element)}`);

  if (!document.documentElement.lang) problems.push("no language");
  if (!document.title.trim()) problems.push("no title");
  for (const landmark of ["main", "header"])
    if (document.querySelectorAll(`body > ${landmark}, body ${landmark}`).length !== 1) problems.push(`not exactly one ${landmark}`);
  if (document.querySelectorAll("h1").length !== 1) problems.push("not exactly one h1");
  const navigations = [...document.querySelectorAll("nav")];
  if (navigations.length > 1) navigations.filter((nav) => !name(nav) || !nav.hasAttribute("aria-label")).forEach((nav) => say("navigation without a name", nav));
  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) say(`heading jumps from ${level} to ${own}`, heading);
    level = own;
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  ids.filter((id, index) => ids.indexOf(id) !== index).forEach((id) => problems.push(`id twice: ${id}`));
  document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, [role=button]").forEach((control) => {
    if (!visible(control)) return;
    if (!name(control)) say("control without a name", control);
    const box = control.getBoundingClientRect();
    const inText = control.tagName === "A" && getComputedStyle(control).display === "inline";
    const inLabel = control.closest("label") !== null;
    if (!inText && !inLabel && (box.width < 24 || box.height < 24)) say(`target of ${Math.round(box.width)} by ${Math.round(box.height)}`, control);
  });
  document.querySelectorAll("img:not([alt]), svg:not([aria-hidden=true]):not([aria-label])").forEach((image) => {
    if (!image.closest("[aria-hidden=true]")) say("picture without a text", image);
  });
  document.querySelectorAll("table").forEach((table) => { if (!table.querySelector("th[scope]")) say("table without headers", table); });
  if (document.documentElement.scrollWidth > window.innerWidth) problems.push(`wider than the window: ${document.documentElement.scrollWidth}`);

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    if (!element) return rgba(matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#ffffff");
    const style = getComputedStyle(element);
    if (style.backgroundImage !== "none") return null;
    const own = rgba(style.backgroundColor);
    if (own[3] === 1) return own;
    const below = ground(element.parentElement);
    return below && over(own, below);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || element.closest("svg, script, noscript, option, :disabled, label:has(:disabled)") || !visible(element)) continue;
    const background = ground(element);
    if (!background) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(over(rgba(style.color), background)), luminance(background)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) say(`contrast ${ratio.toFixed(2)}`, element);
  }
  return problems;
}
