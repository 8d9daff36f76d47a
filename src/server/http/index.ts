export { GuestCredentialsIssuer, type Challenge } from './credentials';
export type { KnownCustomer } from './customer-claims';
export type { SignIn } from './credentials';
export { createHttpHandler, type HttpHandlerOptions, type HttpMount } from './handler';
export { isAllowedOrigin } from './origins';
export { securityHeaders } from './security-headers';
export { StaticFiles } from './static-files';
