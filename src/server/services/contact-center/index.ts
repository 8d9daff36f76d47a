import { ContactCenter, type ContactCenterOptions } from './contact-center';

export type { ContactCenterConfiguration } from './configuration';
export type { ContactCenterEvent } from './domain/events';
export type { ContactCenter, ContactCenterOptions, ContactCenterSnapshot } from './contact-center';

/** Starts the contact centre on an endpoint that other services may share. Agents are watched from now on. */
export function startContactCenter(options: ContactCenterOptions): ContactCenter {
  return new ContactCenter(options);
}
