// Only what dragging a card needs: the rest of the package (several cards at once, swapping) stays out of the file.
export { default } from "sortablejs/modular/sortable.core.esm.js";
