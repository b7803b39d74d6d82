// From the flows of the lines to the figures of the account, by the definitions that stand on the page. Money in the
// scenario's currency, shares of one, months of the calendar; NaN where a figure does not exist.
function figuresOf(model, flows, rates, haircut) {
  const { perYear, years } = model.calendar;
  const at = (value, k) => (typeof value === "number" ? value : value[k]);
  const factors = model.times.map((time, k) => Math.exp(-time * Math.log1p(at(rates.discount, k))));
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  const lines = flows.map(({ initial, flow }, place) => {
    const kept = model.lines[place].category === "cost" ? 1 : 1 - haircut;
    const start = kept * at(initial, 0);
    const periods = factors.map((_, k) => (kept * at(flow, k)) / perYear);
    return { initial: start, periods, pv: start + sum(periods.map((amount, k) => amount * factors[k])) };
  });
  const signed = model.lines.map((line) => (line.category === "cost" ? -1 : 1));
  const pv = (chosen) => sum(lines.map((line, place) => (chosen(model.lines[place]) ? line.pv : 0)));
  const costs = pv((line) => line.category === "cost");
  const benefits = pv((line) => line.category !== "cost");
  const npv = benefits - costs;
  const net = factors.map((_, k) => sum(lines.map((line, place) => signed[place] * line.periods[k])));
  const start = sum(lines.map((line, place) => signed[place] * line.initial));
  const cumulative = [start];
  net.forEach((amount, k) => cumulative.push(cumulative[k] + amount));
  const invested = sum(lines.map((line, place) => (signed[place] < 0 ? line.initial : 0)));
  return {
    lines, cumulative, npv, npv_after_tax: npvAfterTax(model, rates, factors, npv, invested),
    npv_cashable: sum(lines.map((line, place) => (model.lines[place].cashable ? signed[place] * line.pv : 0))),
    roi: costs === 0 ? NaN : npv / costs, pv_benefits: benefits, pv_costs: costs,
    ...payback(cumulative, 12 / perYear), years,
  };
}

// NPV less the present value of tax on benefits less running costs less straight-line depreciation of the initial cost
function npvAfterTax(model, rates, factors, npv, invested) {
  if (rates.tax === null) return NaN;
  const written = factors.reduce((total, factor, k) => total + factor * model.depreciation[k], 0);
  return npv - (typeof rates.tax === "number" ? rates.tax : rates.tax[0]) * (npv + invested * (1 - written));
}

// Months until the cumulative net flow turns non-negative for good, linear inside a period; a shortfall below a
// millionth of a millionth of the deepest funding is the rounding of the sums.
function payback(cumulative, months) {
  if (cumulative.some(Number.isNaN)) return { payback_months: NaN, payback_status: "not_reached" };
  const rounding = 1e-12 * Math.min(0, ...cumulative);
  let last = cumulative.length - 1;
  while (last >= 0 && !(cumulative[last] < rounding)) last -= 1;
  if (last < 0) return { payback_months: NaN, payback_status: "no_investment" };
  if (last === cumulative.length - 1) return { payback_months: NaN, payback_status: "not_reached" };
  const before = cumulative[last], after = Math.max(cumulative[last + 1], 0);
  return { payback_months: (last + before / (before - after)) * months, payback_status: "reached" };
}
