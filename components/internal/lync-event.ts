/**
 * The base of the kit's events: they bubble and cross shadow roots, so that a page may listen anywhere above.
 * @since 0.1.0
 */
export class LyncEvent extends Event {
  constructor(type: string, cancelable = false) {
    super(type, { bubbles: true, composed: true, cancelable });
  }
}
