export { callParkConfiguration } from './call-park';
export { contactCenterAddresses, contactCenterConfiguration } from './contact-center';
export { hasDemoPassword, hasDemoPasswords, isLoopback, listeningHost } from './demo-passwords';
export type { DemoCustomer } from './demo-schema';
export { ConfigurationError, type ConfigurationIssue } from './error';
export { loadConfiguration, parseConfiguration } from './load';
export { chatPeople, persistentChatConfiguration } from './persistent-chat';
export {
  configurationJsonSchema,
  lyncConfigurationSchema,
  type LyncConfiguration,
  type UserConfiguration,
} from './schema';
export { loadSecrets, type Secrets } from './secrets';
