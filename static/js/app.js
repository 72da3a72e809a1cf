// The one script of every screen: htmx for parts of pages, Stimulus for behaviour. Every page works without it.
import { Application, Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";

import CalendarController from "./calendar_controller.js";
import CountdownController from "./countdown_controller.js";
import CounterController from "./counter_controller.js";
import DropController from "./drop_controller.js";
import FindController from "./find_controller.js";
import FocusController from "./focus_controller.js";
import HandController from "./hand_controller.js";
import KeysController from "./keys_controller.js";
import ListController from "./list_controller.js";
import LiveController from "./live_controller.js";
import PollController from "./poll_controller.js";
import PrintController from "./print_controller.js";
import SafekeepingController from "./safekeeping_controller.js";
import SheetController from "./sheet_controller.js";
import UndoController from "./undo_controller.js";
import UploadController from "./upload_controller.js";
import VisualController from "./visual_controller.js";
import { clearSentCopies } from "./copies.js";
import { morph } from "./morphing.js";
import { holdWhileOffline } from "./offline.js";
import { csrfToken, markBusyForms } from "./requests.js";

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

const application = Application.start();
// what only some screens need comes in a script of its own and joins here
window.palinsesto = { application, Controller, morph };
application.register("calendar", CalendarController);
application.register("countdown", CountdownController);
application.register("counter", CounterController);
application.register("drop", DropController);
application.register("find", FindController);
application.register("focus", FocusController);
application.register("hand", HandController);
application.register("keys", KeysController);
application.register("list", ListController);
application.register("live", LiveController);
application.register("poll", PollController);
application.register("print", PrintController);
application.register("safekeeping", SafekeepingController);
application.register("sheet", SheetController);
application.register("undo", UndoController);
application.register("upload", UploadController);
application.register("visual", VisualController);
