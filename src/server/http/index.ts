export { GuestCredentialsIssuer, type Challenge } from './credentials';
export type { KnownCustomer } from './customer-claims';
export { createHttpHandler, type HttpHandlerOptions } from './handler';
export { isAllowedOrigin } from './origins';
export { securityHeaders } from './security-headers';
export { StaticFiles } from './static-files';
