// The script of the editor alone: it joins the application that app.js has started.
import AutosaveController from "./autosave_controller.js";
import ComposeController from "./compose_controller.js";
import LookController from "./look_controller.js";

const { application } = window.palinsesto;
application.register("autosave", AutosaveController);
application.register("compose", ComposeController);
application.register("look", LookController);
