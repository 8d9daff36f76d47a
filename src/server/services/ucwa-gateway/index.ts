export { UcwaGateway, type UcwaGatewayOptions, type UcwaGatewaySnapshot } from './gateway';
export type { SignIn, SignInResult } from './http/sign-in';
export type { UcwaDirectory, UcwaPerson, UcwaSettings, UcwaUser } from './services';
