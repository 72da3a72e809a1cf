// What people type by hand into a form: read, compared and put back by name. No files, no passwords, no tokens.
const BY_HAND = "textarea, select, input:is([type=text], [type=url], [type=email], [type=tel], [type=number], [type=date], [type=time])";

const typedIn = (form) => [...form.elements].filter((field) => field.name && field.matches(BY_HAND));

/** By name; where several fields share one, such as the answers of a poll, their values in order. */
export function valuesOf(form) {
  const kept = {};
  for (const { name, value } of typedIn(form)) kept[name] = name in kept ? [kept[name], value].flat() : value;
  return kept;
}

/** Whether the form says the same; a field that it has not any more makes no difference. */
export function says(form, values) {
  const now = valuesOf(form);
  return Object.keys(values).every((name) => !(name in now) || `${now[name]}` === `${values[name]}`);
}

/** As if somebody typed them: whoever listens to the fields hears it. */
export function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const fields = typedIn(form).filter((field) => field.name === name);
    [value].flat().slice(0, fields.length).forEach((each, at) => {
      fields[at].value = each;
      fields[at].dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}
