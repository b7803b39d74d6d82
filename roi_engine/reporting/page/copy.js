// The moved values as a scenario that extends the one of this report. Texts are written as JSON, which YAML reads.
function scenarioText(model, moved, haircut, adjustments, percent) {
  const changes = {};
  const state = (keys, text) => {
    let at = changes;
    keys.slice(0, -1).forEach((key) => { at = at[key] = typeof at[key] === "object" ? at[key] : {}; });
    at[keys[keys.length - 1]] = text;
  };
  const value = (number, unit, note) =>
    `{value: ${number}${unit ? `, unit: ${JSON.stringify(unit)}` : ""}, note: ${JSON.stringify(note)}}`;
  model.copy.typed.forEach(([keys, text]) => state(keys, text));
  moved.forEach(({ slider, number }) => state(slider.keys, value(number, slider.unit, model.texts.note)));
  if (haircut > 0) {
    const note = model.texts.haircut.replace("{share}", percent);
    model.adjusted.forEach((path, k) => {
      const left = (1 - adjustments[k]) * (1 - haircut);
      state(path.split("."), value(1 - left, "", note));
    });
  }
  const written = (tree, indent) => Object.entries(tree).flatMap(([key, below]) => (typeof below === "string"
    ? [`${indent}${key}: ${below}`] : [`${indent}${key}:`, ...written(below, `${indent}  `)]));
  const { head, extends: file, variant } = model.copy;
  const body = variant === null ? changes : { variants: { [JSON.stringify(variant)]: changes } };
  return [...head.map((line) => `# ${line}`), `extends: ${JSON.stringify(file)}`, ...written(body, ""), ""].join("\n");
}
