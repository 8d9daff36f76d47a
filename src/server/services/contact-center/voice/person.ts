import type { ContactCenterServices } from '../contact-center-services';

/** Somebody of our domain, neither a visitor nor one of our own addresses: nobody sends a customer elsewhere at our expense. */
export function isPerson(uri: string, { configuration, uri: own }: ContactCenterServices): boolean {
  const { domain, callParkUri } = configuration;
  const user = uri.slice('sip:'.length, -domain.length - 1);
  return (
    uri === `sip:${user}@${domain}` && !/^(?:guest|contact)-/.test(user) && uri !== own && uri !== callParkUri
  );
}
