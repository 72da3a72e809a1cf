// Takes the focus when it appears: the error summary of a form, the heading of a step.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  connect() {
    this.element.focus();
  }
}
