// The Visual section of the editor: what is typed or chosen for a picture is seen in the previews at once. The cut is
// the viewBox of the preview's SVG, worked out as editorial/pictures/cutting.py does; the server has the last word.
//
//   <section data-controller="visual" data-action="input->visual#refresh change->visual#refresh">
//     <li data-visual-target="row" data-shot-id="…"> with [data-part=crop|alt|missing] and radios for the point
//   anywhere on the page: <svg data-shot="…" data-width data-height viewBox>
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["row"];

  refresh() {
    for (const row of this.rowTargets) this.show(row);
  }

  show(row) {
    const alt = row.querySelector("[data-part=alt]")?.value ?? "";
    const missing = row.querySelector("[data-part=missing]");
    if (missing) missing.hidden = alt.trim() !== "";
    const crop = row.querySelector("[data-part=crop]")?.value ?? "";
    const point = row.querySelector("input[type=radio]:checked")?.value ?? "50-50";
    for (const shot of document.querySelectorAll(`[data-shot="${CSS.escape(row.dataset.shotId)}"]`)) {
      shot.setAttribute("viewBox", viewBox(Number(shot.dataset.width), Number(shot.dataset.height), crop, point));
      if (alt.trim()) shot.setAttribute("aria-label", alt);
    }
  }
}

/** The biggest box of that shape, as near to the point (percent) as it fits: "left top width height". */
export function viewBox(width, height, crop, point) {
  const [across, down] = crop.split(":").map(Number);
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
