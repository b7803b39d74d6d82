// What the operators and functions of the formula language mean in numbers. A value is a number, or an array of one
// number a period. Time is counted in years from the start; period k (from 0) covers (edge k, edge k + 1]. Whatever has
// a fractional date counts the part of the period that it covers.
function formulaFunctions(calendar) {
  const n = calendar.periods, step = calendar.perYear;
  const INSTANT = 1e-9; // year; a shorter span is a moment
  const edge = (k) => k / step;
  const at = (value, k) => (typeof value === "number" ? value : value[k]);
  const overTime = (of) => Array.from({ length: n }, (_, k) => of(k));
  // a function of numbers, for numbers and for arrays
  const one = (of) => (a) => (typeof a === "number" ? of(a) : a.map((value) => of(value)));
  const two = (of) => (a, b) => (typeof a === "number" && typeof b === "number"
    ? of(a, b) : overTime((k) => of(at(a, k), at(b, k))));
  const many = (of) => (...parts) => (parts.every((part) => typeof part === "number")
    ? of(...parts) : overTime((k) => of(...parts.map((part) => at(part, k)))));
  const test = (holds) => two((a, b) => (holds(a, b) ? 1 : 0));

  // 1 ** NaN is 1 here, as in IEEE 754's pow; JavaScript says NaN
  const power = (a, b) => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b);

  const running = (x, start, next) => {
    let total = start;
    return overTime((k) => (total = next(total, at(x, k))));
  };

  function lagPeriods(x, shift) {
    const moved = (k, whole) => (k - whole >= 0 ? at(x, k - whole) : 0);
    return overTime((k) => {
      const by = at(shift, k), whole = Math.floor(by), part = by - whole;
      if (!(by >= 0 && part >= 0)) return NaN; // a negative, infinite or missing shift
      return part === 0 ? moved(k, whole) : (1 - part) * moved(k, whole) + part * moved(k, whole + 1);
    });
  }

  const clipped = (value, low, high) => Math.min(Math.max(value, low), high);

  // exactly 0 before the period in which `start` lies and 1 after that of `end`: what rests on 1 - share needs it so
  function between(start, end, share) {
    const finite = Number.isFinite(start) && Number.isFinite(end);
    const first = finite ? clipped(Math.floor(start * step), 0, n) : 0;
    const last = finite ? clipped(Math.ceil(end * step), first, n) : n;
    return overTime((k) => (k < first ? 0 : k >= last ? 1 : share(k)));
  }
  const live = (goLive) => {
    const start = at(goLive, 0);
    return between(start, start, (k) => clipped((edge(k + 1) - start) * step, 0, 1));
  };

  // integral of a ramp from go-live on, times in spans: the integral of the shape up to u, and 1 from there
  const risen = {
    linear: (u, since) => (u * 0.5 - 1) * u + since,
    sCurve: (u, since) => ((u * -0.5 + 1) * u * u - 1) * u + since,
  };

  const ramp = (shape) => (goLive, length) => {
    const start = at(goLive, 0), span = at(length, 0);
    if (!(span > INSTANT)) return live(goLive);
    const area = (time) => {
      const since = Math.max(time * (1 / span) - start / span, 0);
      return shape(Math.min(since, 1), since);
    };
    return between(start, start + span, (k) => (area(edge(k + 1)) - area(edge(k))) * (span * step));
  };

  const onceShare = (when) => {
    const period = Math.max(Math.ceil(when * step - 1e-9), 1);
    return overTime((k) => (period === k + 1 ? 1 : 0));
  };

  const spreadShare = (start, length) => {
    if (!(length > INSTANT)) return onceShare(start);
    const paid = (time) => clipped((time - start) / length, 0, 1);
    return overTime((k) => paid(edge(k + 1)) - paid(edge(k)));
  };

  const everyShare = (interval) => {
    const passed = (time) => (interval > 0 ? Math.floor(time / interval + 1e-9) : NaN);
    return overTime((k) => passed(edge(k + 1)) - passed(edge(k)));
  };

  const multiply = two((a, b) => a * b);
  const perYear = (amount, share) => multiply(multiply(amount, share), step);

  // constant inside a year; each year grows on the one before at its own rate, the first year's is not used
  function growth(rate) {
    let factor = 1;
    return overTime((k) => (k > 0 && k % step === 0 ? (factor *= 1 + at(rate, k)) : factor));
  }

  function survival(rate, ratePeriod) {
    const exponent = 1 / step / at(ratePeriod, 0);
    return running(rate, 1, (left, leaving) => left * (exponent === 1 ? 1 - leaving : power(1 - leaving, exponent)));
  }

  return {
    year: overTime((k) => Math.floor(k / step) + 1),
    month: overTime((k) => k * (12 / step) + 1),
    add: two((a, b) => a + b), subtract: two((a, b) => a - b), multiply, divide: two((a, b) => a / b), power: two(power),
    less: test((a, b) => a < b), lessEqual: test((a, b) => a <= b), greater: test((a, b) => a > b),
    greaterEqual: test((a, b) => a >= b), equal: test((a, b) => a === b), notEqual: test((a, b) => a !== b),
    and: test((a, b) => a !== 0 && b !== 0), or: test((a, b) => a !== 0 || b !== 0),
    not: one((a) => (a === 0 ? 1 : 0)), negative: one((a) => -a),
    abs: one(Math.abs), exp: one(Math.exp), log: one(Math.log), sqrt: one(Math.sqrt),
    where: many((holds, then, otherwise) => (holds !== 0 ? then : otherwise)), clip: many(clipped),
    min: many(Math.min), max: many(Math.max),
    cumsum: (x) => running(x, 0, (total, value) => total + value).map((sum) => sum / step),
    cumprod: (x) => running(x, 1, (total, value) => total * value),
    lag: (x, years) => lagPeriods(x, multiply(years, step)), lagPeriods,
    survival, growth,
    once: (amount, when) => perYear(amount, onceShare(at(when, 0))),
    spread: (amount, start, length) => perYear(amount, spreadShare(at(start, 0), at(length, 0))),
    every: (amount, interval) => perYear(amount, everyShare(at(interval, 0))),
    byYear: (...years) => overTime((k) => at(years[Math.floor(k / step)], 0)),
    live, rampLinear: ramp(risen.linear), rampSCurve: ramp(risen.sCurve), rampNone: (goLive) => live(goLive),
  };
}
