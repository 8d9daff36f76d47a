import type { LyncConfiguration, UserConfiguration } from './schema';

/** `demo-` and the user's name: a password that everybody knows. */
export function hasDemoPassword(user: Pick<UserConfiguration, 'name' | 'password'>): boolean {
  return user.password === `demo-${user.name}`;
}

export function hasDemoPasswords(config: LyncConfiguration): boolean {
  return config.users.some(hasDemoPassword);
}

/** Loopback only while anybody's password is known to everybody; whatever the file says. */
export function listeningHost(config: LyncConfiguration, host: string): string {
  return hasDemoPasswords(config) && !isLoopback(host) ? '127.0.0.1' : host;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
