import type { TypedEventTarget } from './contract';

/** `EventTarget` as the base of a class that knows its events by type; nothing is added at run time. */
export function typedEventTarget<Events>(): new () => TypedEventTarget<Events> {
  return EventTarget as new () => TypedEventTarget<Events>;
}
