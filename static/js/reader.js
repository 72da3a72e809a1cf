// The script of who reads and decides by a link: the client's area and shared reports. A phone loads what it needs and no more.
import { start } from "./starting.js";

start();
