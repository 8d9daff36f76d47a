import type { UcwaReason } from './reasons';

export interface UcwaLink {
  readonly href: string;
  readonly rel?: string;
  /** Display name of whom it leads to. */
  readonly title?: string;
}

/** What can be done with a resource is what it has links for. A rel is always one link, or always a list. */
export type UcwaLinks = Readonly<Record<string, UcwaLink | readonly UcwaLink[]>>;

export interface UcwaResource {
  readonly rel: string;
  readonly etag?: string;
  readonly _links: UcwaLinks;
  readonly _embedded?: Readonly<Record<string, UcwaResource | readonly UcwaResource[]>>;
  readonly [property: string]: unknown;
}

/** `started`, `updated`, `completed`: an operation. `added`, `updated`, `deleted`: a resource. */
export type UcwaEventType = 'started' | 'updated' | 'completed' | 'added' | 'deleted';

export interface UcwaEvent {
  readonly link: UcwaLink;
  /** The collection it was added to or removed from. */
  readonly in?: UcwaLink;
  readonly type: UcwaEventType;
  /** Of completed operations. */
  readonly status?: 'Success' | 'Failure';
  readonly reason?: UcwaReason;
  /** The resource by its rel; when it is absent, the link has to be followed. */
  readonly _embedded?: Readonly<Record<string, UcwaResource>>;
}

/** Events of one resource, in order. The same sender may come again further down: the order of all is that of time. */
export interface UcwaEventSender {
  readonly rel: string;
  readonly href: string;
  readonly events: readonly UcwaEvent[];
}

/** The answer of the event channel: `next` acknowledges it; `resync` says that the client lost its place, `resume` that the server forgot what there was. */
export interface UcwaEvents {
  readonly _links: {
    readonly self: UcwaLink;
    readonly next?: UcwaLink;
    readonly resync?: UcwaLink;
    readonly resume?: UcwaLink;
  };
  /** Empty when nothing happened. */
  readonly sender: readonly UcwaEventSender[];
}
