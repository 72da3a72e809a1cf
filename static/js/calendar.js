// The script of the calendar alone: it joins the application that app.js has started.
import CalendarController from "./calendar_controller.js";

window.palinsesto.application.register("calendar", CalendarController);
