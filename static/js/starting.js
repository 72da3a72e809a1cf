// What every page begins with: htmx for parts of pages, Stimulus for behaviour. Every page works without it.
import { Application, Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";

import CountdownController from "./countdown_controller.js";
import DropController from "./drop_controller.js";
import FocusController from "./focus_controller.js";
import PollController from "./poll_controller.js";
import PrintController from "./print_controller.js";
import SafekeepingController from "./safekeeping_controller.js";
import UndoController from "./undo_controller.js";
import { clearSentCopies } from "./copies.js";
import { morph } from "./morphing.js";
import { holdWhileOffline } from "./offline.js";
import { csrfToken, markBusyForms } from "./requests.js";

const EVERYWHERE = {
  countdown: CountdownController,
  drop: DropController,
  focus: FocusController,
  poll: PollController,
  print: PrintController,
  safekeeping: SafekeepingController,
  undo: UndoController,
};

window.htmx = htmx;
document.documentElement.classList.add("js");

// hx-swap="morph" keeps focus, caret, scroll and open menus. Registered here, without the extension file
// of the package: that one evaluates text, which our content policy forbids.
htmx.defineExtension("morph", {
  isInlineSwap: (style) => style === "morph" || style === "morph:outerHTML",
  handleSwap: (style, target, fragment) => {
    if (!style.startsWith("morph")) return false;
    return morph(target, fragment.children, style === "morph:innerHTML" ? "innerHTML" : "outerHTML");
  },
});

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken();
});

// a swap must never leave the keyboard on nothing: a part may name the element that takes it
document.addEventListener("htmx:afterSettle", (event) => {
  if (document.activeElement && document.activeElement !== document.body) return;
  const heading = event.detail.elt?.querySelector?.("[data-focus-after-swap]");
  heading?.focus();
});

holdWhileOffline();
markBusyForms();
clearSentCopies();

/** Starts the page's behaviour: what any page may have, and `more` controllers by the names they have in the templates. */
export function start(more = {}) {
  const application = Application.start();
  // what only some screens need comes in a script of its own and joins here
  window.palinsesto = { application, Controller, morph };
  for (const [name, controller] of Object.entries({ ...EVERYWHERE, ...more })) application.register(name, controller);
}
