import { provisioningGroups, type ProvisionGroup } from '../../protocol/provisioning';
import type { LyncConfiguration } from '../config';
import type { Provisioning } from '../edge/provisioning';

/** Which services there are, as users are told. All addresses are plain: SIPE splits them at the `@`. */
export interface ProvisionedServices {
  readonly callPark?: {
    readonly uri: string;
    /** `EnableCallPark`. */
    mayPark(identity: string): boolean;
  };
  /** Where that user makes conferences; undefined for who may not. */
  readonly focusFactoryUri?: (identity: string) => string | undefined;
  readonly persistentChat?: {
    readonly defaultUri: string;
    /** The default one too. */
    readonly uris: readonly string[];
    /** Of the rooms' management pages, from inside and from outside. */
    readonly webManager?: { readonly internal: string; readonly external: string };
  };
}

type Properties = [name: string, value: string][];

/** Guests are told that there is nothing: of what is provisioned, they may reach nothing. */
export function provisioningOf(services: ProvisionedServices): Provisioning {
  const { serverConfiguration, ucPolicy, meetingPolicy, persistentChat } = provisioningGroups;
  return {
    groupsFor({ aor, kind }): ProvisionGroup[] {
      const { callPark, focusFactoryUri, persistentChat: chat } = kind === 'guest' ? nothing : services;
      const server: Properties = [];
      if (callPark) server.push(['callParkServerUri', callPark.uri]);
      const factory = focusFactoryUri?.(aor);
      if (factory !== undefined) server.push(['focusFactoryUri', factory]);
      const groups: ProvisionGroup[] = [
        { name: serverConfiguration, properties: server },
        { name: ucPolicy, properties: [['EnableCallPark', String(callPark?.mayPark(aor) ?? false)]] },
        { name: meetingPolicy, properties: [] },
      ];
      if (chat) groups.push({ name: persistentChat, properties: chatProperties(chat) });
      return groups;
    },
  };
}

const nothing: ProvisionedServices = {};

/** [MS-SIPREGE] 2.2.2.5.11. */
function chatProperties({
  defaultUri,
  uris,
  webManager,
}: NonNullable<ProvisionedServices['persistentChat']>): Properties {
  const properties: Properties = [
    ['EnablePersistentChat', 'true'],
    ['DefaultPersistentChatPoolUri', defaultUri],
    ['PersistentChatPoolUris', uris.join(' ')],
  ];
  if (webManager) {
    properties.push(['PersistentChatWebManagerUriInt', webManager.internal]);
    properties.push(['PersistentChatWebManagerUriExt', webManager.external]);
  }
  return properties;
}

/** Agents park calls; whoever else is a user may take them back. */
export function mayParkCalls(config: LyncConfiguration): (identity: string) => boolean {
  const agents = new Set(
    config.users
      .filter(({ roles }) => roles.includes('agent'))
      .map(({ name }) => `sip:${name}@${config.domain}`),
  );
  return (identity) => agents.has(identity);
}
