// One page merged into another: focus, caret, scroll and open menus stay.
import { Idiomorph } from "idiomorph";

// What is being typed is left alone. Only in a field: Idiomorph passes over all that stands in the element with the focus,
// and a link that was just followed has to take its new words and its mark.
const options = (morphStyle) => ({ morphStyle, ignoreActiveValue: document.activeElement?.matches("input, textarea, select") ?? false });

export const morph = (place, part, style = "outerHTML") => Idiomorph.morph(place, part, options(style));
