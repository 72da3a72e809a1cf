// The script of the agency's screens.
import CounterController from "./counter_controller.js";
import FindController from "./find_controller.js";
import HandController from "./hand_controller.js";
import KeysController from "./keys_controller.js";
import ListController from "./list_controller.js";
import LiveController from "./live_controller.js";
import SheetController from "./sheet_controller.js";
import UploadController from "./upload_controller.js";
import VisualController from "./visual_controller.js";
import { start } from "./starting.js";

start({
  counter: CounterController,
  find: FindController,
  hand: HandController,
  keys: KeysController,
  list: ListController,
  live: LiveController,
  sheet: SheetController,
  upload: UploadController,
  visual: VisualController,
});
