import type { LyncConfiguration } from './config';
import type { AccountDirectory } from './edge/accounts';

/** The users of the configuration file. */
export function configuredAccounts(config: LyncConfiguration): AccountDirectory {
  const accounts = new Map(
    config.users.map((user) => [
      user.name,
      {
        uri: `sip:${user.name}@${config.domain}`,
        displayName: user.displayName,
        password: user.password,
        ha1: user.ha1,
      },
    ]),
  );
  return { find: (user) => accounts.get(user) };
}
