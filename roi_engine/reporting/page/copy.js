// The moved values as a scenario that extends the one of this report. Texts are written as JSON, which YAML reads.
function scenarioText(model, moved, haircut, adjustments, percent) {
  const changes = {};
  const leaves = new Set();
  const state = (keys, leaf) => {
    let at = changes;
    keys.slice(0, -1).forEach((key) => { at = at[key] = typeof at[key] === "object" ? at[key] : {}; });
    const last = keys[keys.length - 1];
    // a value and its growth may both have been moved, in either order
    const growth = typeof leaf === "object" && typeof at[last] === "object" ? at[last].growth : undefined;
    at[last] = growth === undefined ? leaf : { ...leaf, growth };
    leaves.add(at[last]);
  };
  const value = (number, unit, note) =>
    ({ value: `${number}`, ...(unit ? { unit: JSON.stringify(unit) } : {}), note: JSON.stringify(note) });
  model.copy.typed.forEach(([keys, text]) => state(keys, text));
  moved.forEach(({ slider, number }) => state(slider.keys, value(number, slider.unit, model.texts.note)));
  if (haircut > 0) {
    const note = model.texts.haircut.replace("{share}", percent);
    model.adjusted.forEach((path, k) => {
      const left = (1 - adjustments[k]) * (1 - haircut);
      state(path.split("."), value(1 - left, "", note));
    });
  }
  const short = (tree) => leaves.has(tree) && Object.values(tree).every((below) => typeof below === "string");
  const written = (tree, indent) => Object.entries(tree).flatMap(([key, below]) => {
    if (typeof below === "string") return [`${indent}${key}: ${below}`];
    if (!short(below)) return [`${indent}${key}:`, ...written(below, `${indent}  `)];
    return [`${indent}${key}: {${Object.entries(below).map(([name, text]) => `${name}: ${text}`).join(", ")}}`];
  });
  const { head, extends: file, variant } = model.copy;
  const body = variant === null ? changes : { variants: { [JSON.stringify(variant)]: changes } };
  return [...head.map((line) => `# ${line}`), `extends: ${JSON.stringify(file)}`, ...written(body, ""), ""].join("\n");
}
