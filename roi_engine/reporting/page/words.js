// Numbers as the report writes them elsewhere: the patterns come from there. Halves go to the even digit, as there.
function wordsOf(patterns) {
  const fill = (template, n) => template.replace("{n}", () => n);

  // digits and exponent of the absolute value, `kept` significant digits: [12, 3] is 12e3
  function rounded(x, kept) {
    const [mantissa, exponent] = Math.abs(x).toExponential(Math.min(kept + 40, 100)).split("e");
    const digits = mantissa.replace(".", "");
    const rest = digits.slice(Math.max(kept, 0));
    let head = BigInt(kept > 0 ? digits.slice(0, kept) : 0);
    const half = `5${"0".repeat(rest.length - 1)}`;
    if (kept >= 0 && (rest > half || (rest === half && head % 2n === 1n))) head += 1n;
    return [head, Number(exponent) - kept + 1];
  }
  const significant = (x) => {
    if (Math.abs(x) < 1e-12) return 0;
    const [head, exponent] = rounded(x, 3);
    return Math.sign(x) * Number(`${head}e${exponent}`);
  };
  // all digits of the absolute value, `digits` of them behind the point
  function fixed(x, digits) {
    if (x === 0) return fixedText("0", -digits, digits);
    const size = Number(Math.abs(x).toExponential(20).split("e")[1]);
    const [head, exponent] = rounded(x, size + 1 + digits);
    return fixedText(head.toString(), exponent, digits);
  }
  function fixedText(head, exponent, digits) {
    const all = exponent > -digits ? head + "0".repeat(exponent + digits) : head;
    const padded = all.padStart(digits + 1, "0");
    return digits ? `${padded.slice(0, -digits)}.${padded.slice(-digits)}` : padded;
  }
  // separators and sign of the language; a zero has no sign
  function localised(text, negative) {
    const [whole, part] = text.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, () => patterns.group);
    const sign = negative && /[1-9]/.test(text) ? patterns.minus : "";
    return sign + grouped + (part ? patterns.decimal + part : "");
  }
  const trimmedZeros = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  const decimal = (x, digits) => localised(fixed(x, digits), x < 0);
  const trimmed = (x) => {
    const value = Math.abs(x) < 1000 ? significant(x) : Number(fixed(x, 0)) * Math.sign(x);
    return localised(trimmedZeros(fixed(value, 8)), x < 0);
  };
  // a share, already rounded to `digits` places, as per cent: the point moves by two
  function perCent(x, digits) {
    const [whole, part = ""] = fixed(x, digits).split(".");
    const moved = part.padEnd(2, "0");
    const text = `${BigInt(whole + moved.slice(0, 2))}.${moved.slice(2)}`;
    return fill(patterns.percent, localised(trimmedZeros(text), x < 0));
  }
  const threeDigits = (x) => {
    const value = significant(x), size = Math.abs(value);
    if (size < 1) return localised(trimmedZeros(fixed(value, 6)), x < 0);
    return decimal(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
  };

  function money(amount) {
    if (!Number.isFinite(amount)) return patterns.missing;
    const value = significant(amount);
    const scale = patterns.money.find(([size]) => Math.abs(value) >= size);
    if (scale) return fill(scale[1], threeDigits(value / scale[0]));
    return fill(patterns.plainMoney, decimal(value, Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 2));
  }
  function months(number) {
    if (!Number.isFinite(number)) return patterns.missing;
    const whole = Math.ceil(number - 1e-9), said = patterns.months;
    return whole <= 0 ? said.none : fill(whole === 1 ? said.one : said.many, decimal(whole, 0));
  }
  const share = (x) => (Number.isFinite(x) ? perCent(x, 2) : patterns.missing);
  function quantity(x, pattern) {
    if (pattern.kind === "share") {
      const value = significant(x), size = value ? Number(Math.abs(value).toExponential(2).split("e")[1]) : 0;
      return perCent(value, Math.max(2 - size, 0)) + pattern.suffix;
    }
    const told = trimmed(x);
    return fill(told === "1" ? pattern.one : pattern.many, told);
  }
  return { money, months, share, quantity };
}
