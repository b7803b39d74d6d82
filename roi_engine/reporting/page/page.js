// The page: sliders in, figures out. The account is computed again by the formulas of its lines.
const functions = formulaFunctions(model.calendar);
const words = wordsOf(model.patterns);

function resultOf(inputs, haircut) {
  const found = account(functions, inputs), n = model.lines.length;
  const flows = model.lines.map((_, k) => ({ initial: found[2 * k], flow: found[2 * k + 1] }));
  const rates = { discount: found[2 * n], tax: model.taxed ? found[2 * n + 1] : null };
  return { ...figuresOf(model, flows, rates, haircut), adjustments: found.slice(2 * n + 2) };
}

const state = { values: model.sliders.map((slider) => slider.base), haircut: 0 };
const inputsNow = () => {
  const inputs = [...model.inputs];
  model.sliders.forEach((slider, k) => { inputs[slider.place] = state.values[k]; });
  return inputs;
};
const movedNow = () => model.sliders
  .map((slider, k) => ({ slider, number: state.values[k] })).filter(({ slider, number }) => number !== slider.base);

const write = {
  npv: (result) => words.money(result.npv),
  npv_cashable: (result) => words.money(result.npv_cashable),
  npv_after_tax: (result) => words.money(result.npv_after_tax),
  roi: (result) => words.share(result.roi),
  payback_months: (result) => (result.payback_status === "reached"
    ? words.months(result.payback_months) : model.texts[result.payback_status]),
};
const filled = (template, values) => template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

function start() {
  const find = (selector) => document.querySelector(selector);
  const base = resultOf(model.inputs, 0);
  const yearsText = find("#live-chart").dataset.years;
  let now = base, waiting;
  const draw = () => drawChart(find("#live-chart"), base.cumulative, now.cumulative, model.calendar.perYear, words.money,
    model.texts);

  function show() {
    now = resultOf(inputsNow(), state.haircut);
    const moved = movedNow().length > 0 || state.haircut > 0;
    Object.entries(write).forEach(([name, text]) => {
      document.querySelectorAll(`[data-figure="${name}"]`).forEach((place) => { place.textContent = text(now); });
    });
    draw();
    const [first, last] = [now.cumulative[0], now.cumulative[now.cumulative.length - 1]];
    find("#live-chart-said").textContent = filled(model.texts.chart,
      { value: yearsText, base: words.money(first), npv: words.money(last) });
    find("#reset-all").disabled = !moved;
    find("#copy-box").hidden = true; // what was copied is no longer what is shown
    find("#copy-said").textContent = "";
    const values = { npv: write.npv(now), base: write.npv(base), roi: write.roi(now), payback: write.payback_months(now) };
    clearTimeout(waiting); // said once the slider rests, not at every step of it
    waiting = setTimeout(() => {
      find("#said").textContent = filled(moved ? model.texts.said : model.texts.unmoved, values);
    }, 300);
  }

  function tell(input, text, moved) {
    input.setAttribute("aria-valuetext", text);
    find(`output[for="${input.id}"]`).textContent = text;
    find(`#${input.id}-reset`).disabled = !moved;
  }
  function move(k, number) {
    const input = find(`#slider-${k}`), slider = model.sliders[k];
    state.values[k] = number;
    if (number === slider.base) input.value = number;
    tell(input, words.quantity(number, slider.pattern), number !== slider.base);
    show();
  }
  function lower(share) {
    state.haircut = share;
    const input = find("#haircut");
    if (share === 0) input.value = 0;
    tell(input, words.share(share), share !== 0);
    show();
  }

  model.sliders.forEach((slider, k) => {
    const input = find(`#slider-${k}`);
    input.addEventListener("input", () => move(k, input.valueAsNumber));
    find(`#slider-${k}-reset`).addEventListener("click", () => { move(k, slider.base); input.focus(); });
  });
  find("#haircut").addEventListener("input", (event) => lower(event.target.valueAsNumber / 100));
  find("#haircut-reset").addEventListener("click", () => { lower(0); find("#haircut").focus(); });
  find("#reset-all").addEventListener("click", () => {
    model.sliders.forEach((slider, k) => move(k, slider.base));
    lower(0);
    find("#haircut").focus();
  });

  find("#copy").addEventListener("click", async () => {
    const said = find("#copy-said"), box = find("#copied");
    if (movedNow().length === 0 && state.haircut === 0) {
      said.textContent = model.texts.unchanged;
      return;
    }
    const adjustments = resultOf(inputsNow(), 0).adjustments.map((value) => (typeof value === "number" ? value : value[0]));
    box.value = scenarioText(model, movedNow(), state.haircut, adjustments, words.share(state.haircut));
    find("#copy-box").hidden = false;
    try {
      await navigator.clipboard.writeText(box.value);
      said.textContent = model.texts.copied;
    } catch {
      said.textContent = model.texts.uncopied;
      box.focus();
      box.select();
    }
  });

  // only what can be scrolled is a stop of the keyboard; what goes on to the right fades out there
  const fade = (part) => part.classList.toggle("more", part.scrollLeft + part.clientWidth < part.scrollWidth - 1);
  const stops = () => document.querySelectorAll(".scroll, .picture").forEach((part) => {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
    fade(part);
  });
  document.querySelectorAll(".scroll, .picture").forEach((part) => {
    part.addEventListener("scroll", () => fade(part), { passive: true });
  });
  document.querySelectorAll("details").forEach((part) => part.addEventListener("toggle", stops));
  addEventListener("resize", () => { draw(); stops(); });

  // what is folded on the screen is open on paper
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((part) => { part.open = false; }));

  find("#try").hidden = false;
  find("#try-link")?.removeAttribute("hidden");
  show();
  stops();
}
if (document.querySelector("#live-chart")) start();
