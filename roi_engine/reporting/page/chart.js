// Cumulative net flow as a drawing: the base case and what the sliders make of it.
function drawChart(svg, base, now, perYear, money, texts) {
  // drawn in the size it is shown in, so that its text stays as large as that of the page
  const width = Math.min(Math.max(svg.clientWidth || 640, 280), 800);
  const [height, left, right, top, bottom] = [300, 118, 12, 14, 34];
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const element = (name, attributes, text = "") => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.textContent = text;
    return made;
  };
  const all = [...base, ...now, 0].filter(Number.isFinite);
  const ticks = roundTicks(Math.min(...all), Math.max(...all));
  const [low, high] = [ticks[0], ticks[ticks.length - 1]];
  const x = (k) => left + ((width - left - right) * k) / Math.max(base.length - 1, 1);
  const y = (amount) => top + ((height - top - bottom) * (high - amount)) / (high - low);
  const course = (numbers) => numbers.map((amount, k) => `${x(k).toFixed(1)},${y(amount).toFixed(1)}`).join(" ");
  const parts = ticks.flatMap((tick) => [
    element("line", { class: tick === 0 ? "zero" : "grid", x1: left, x2: width - right, y1: y(tick), y2: y(tick) }),
    element("text", { x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, money(tick)),
  ]);
  const years = (base.length - 1) / perYear, skip = Math.ceil(years / ((width - left) / 80));
  for (let year = 0; year <= years; year += skip) {
    const anchor = year === 0 ? "start" : year === years ? "end" : "middle";
    const said = year === 0 ? texts.start : texts.year.replace("{value}", year);
    parts.push(element("text", { x: x(year * perYear), y: height - 10, "text-anchor": anchor }, said));
  }
  parts.push(element("polyline", { class: "course-base", points: course(base) }));
  if (now.every(Number.isFinite)) parts.push(element("polyline", { class: "course-now", points: course(now) }));
  svg.querySelector("g").replaceChildren(...parts);
}

// Round amounts from below the lowest to above the highest, zero among them, five or so.
function roundTicks(lowest, highest) {
  const span = highest - lowest || 1, raw = span / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw);
  const ticks = [];
  for (let k = Math.floor(lowest / step); k <= Math.ceil(highest / step) || ticks.length < 2; k += 1) ticks.push(k * step);
  return ticks;
}
