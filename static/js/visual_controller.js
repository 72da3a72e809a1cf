// The Visual section of the editor: what is typed or chosen for a picture is seen in the previews at once. The cut is
// the viewBox of the preview's SVG, worked out as editorial/pictures/cutting.py does; the server has the last word.
// A picture with a shape shows its frame, which a pointer drags to any point; the nine radios do it by key.
//
//   <section data-controller="visual" data-action="input->visual#refresh change->visual#refresh">
//     <li data-visual-target="row" data-shot-id="…"> with [data-part=crop|alt|missing] and radios for the point
//   anywhere on the page: <svg data-shot="…" data-width data-height viewBox>
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["row"];

  rowTargetConnected(row) {
    const point = row.querySelector("[data-part=point]");
    if (point) point.disabled = false;
    this.show(row);
  }

  refresh(event) {
    const row = event?.target.closest?.("[data-visual-target=row]");
    const point = row?.querySelector("[data-part=point]");
    if (point && event.target.type === "radio") point.value = event.target.value;
    for (const each of this.rowTargets) this.show(each);
  }

  grab(event) {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    this.drag(event);
  }

  /** The middle of the frame follows the pointer. */
  drag(event) {
    const frame = event.currentTarget;
    if (!frame.hasPointerCapture(event.pointerId)) return;
    const seen = frame.getBoundingClientRect();
    const percent = (at, from, all) => Math.min(100, Math.max(0, Math.round(((at - from) * 100) / all)));
    const row = frame.closest("[data-visual-target=row]");
    const point = row.querySelector("[data-part=point]");
    point.value = `${percent(event.clientX, seen.left, seen.width)}-${percent(event.clientY, seen.top, seen.height)}`;
    for (const radio of row.querySelectorAll("input[type=radio]")) radio.checked = radio.value === nearest(point.value);
    point.dispatchEvent(new Event("change", { bubbles: true }));
  }

  show(row) {
    const alt = row.querySelector("[data-part=alt]")?.value ?? "";
    const missing = row.querySelector("[data-part=missing]");
    if (missing) missing.hidden = alt.trim() !== "";
    const crop = row.querySelector("[data-part=crop]")?.value ?? "";
    const point = row.querySelector("[data-part=point]")?.value ?? "50-50";
    this.showFrame(row.querySelector("[data-part=frame]"), crop, point);
    for (const shot of document.querySelectorAll(`[data-shot="${CSS.escape(row.dataset.shotId)}"]`)) {
      shot.setAttribute("viewBox", viewBox(Number(shot.dataset.width), Number(shot.dataset.height), crop, point));
      if (alt.trim()) shot.setAttribute("aria-label", alt);
    }
  }

  /** The whole picture with what is cut off in the shade; only where something is cut. */
  showFrame(frame, crop, point) {
    if (!frame) return;
    frame.toggleAttribute("hidden", !crop);
    if (!crop) return;
    const { width, height } = frame.viewBox.baseVal;
    const [left, top, wide, high] = viewBox(width, height, crop, point).split(" ").map(Number);
    frame.querySelector("path").setAttribute("d", `M0 0h${width}v${height}h-${width}zM${left} ${top}h${wide}v${high}h-${wide}z`);
    const box = { x: left, y: top, width: wide, height: high };
    for (const [name, value] of Object.entries(box)) frame.querySelector("rect").setAttribute(name, value);
  }
}

/** The radio nearest to a point, as editorial/forms/pictures.py has it. */
function nearest(point) {
  const third = (n) => (n < 33.5 ? 17 : n > 66.5 ? 83 : 50);
  return point.split("-").map(Number).map(third).join("-");
}

/** The biggest box of that shape, as near to the point (percent) as it fits: "left top width height". */
export function viewBox(width, height, crop, point) {
  // hundredths: whole numbers, as the server has them
  const [across, down] = crop.split(":").map((side) => Math.round(side * 100));
  if (!across || !down) return `0 0 ${width} ${height}`;
  const wide = Math.min(width, Math.max(Math.floor((height * across) / down), 1));
  const high = Math.min(height, Math.max(Math.floor((width * down) / across), 1));
  const [x, y] = point.split("-").map(Number);
  return `${begin(width, wide, x)} ${begin(height, high, y)} ${wide} ${high}`;
}

function begin(whole, part, percent) {
  const centre = Math.floor((whole * percent) / 100);
  return Math.max(0, Math.min(centre - Math.floor(part / 2), whole - part));
}
