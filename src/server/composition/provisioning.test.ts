import { describe, expect, it } from 'vitest';
import { parseProvisioning, buildProvisioning, provisionedSettings } from '../../protocol/provisioning';
import { parseConfiguration } from '../config';
import { mayParkCalls, provisioningOf, type ProvisionedServices } from './provisioning';

const alice = { aor: 'sip:alice@contoso.com', kind: 'user' } as const;
const dave = { aor: 'sip:dave@contoso.com', kind: 'user' } as const;
const guest = { aor: 'sip:guest-1@contoso.com', kind: 'guest' } as const;

const everything: ProvisionedServices = {
  callPark: { uri: 'sip:park@contoso.com', mayPark: (identity) => identity === alice.aor },
  focusFactoryUri: () => 'sip:focus-factory@contoso.com',
  persistentChat: {
    defaultUri: 'sip:ocschat@contoso.com',
    uris: ['sip:ocschat@contoso.com', 'sip:chat2@contoso.com'],
    webManager: { internal: 'https://rooms.internal/', external: 'https://rooms.example/' },
  },
};

const names = (services: ProvisionedServices, who: typeof alice | typeof guest | typeof dave): string[] =>
  provisioningOf(services)
    .groupsFor(who)
    .map(({ name }) => name);

describe('what users are told', () => {
  it('is which services there are', () => {
    const groups = provisioningOf(everything).groupsFor(alice);
    const settings = provisionedSettings(parseProvisioning(buildProvisioning(groups)));
    expect(settings).toEqual({
      callParkServerUri: 'sip:park@contoso.com',
      callParkEnabled: true,
      isInResiliencyMode: false,
      focusFactoryUri: 'sip:focus-factory@contoso.com',
      persistentChat: {
        enabled: true,
        defaultUri: 'sip:ocschat@contoso.com',
        uris: ['sip:ocschat@contoso.com', 'sip:chat2@contoso.com'],
      },
    });
    expect(groups.at(-1)).toEqual({
      name: 'persistentChatConfiguration',
      properties: [
        ['EnablePersistentChat', 'true'],
        ['DefaultPersistentChatPoolUri', 'sip:ocschat@contoso.com'],
        ['PersistentChatPoolUris', 'sip:ocschat@contoso.com sip:chat2@contoso.com'],
        ['PersistentChatWebManagerUriInt', 'https://rooms.internal/'],
        ['PersistentChatWebManagerUriExt', 'https://rooms.example/'],
      ],
    });
  });

  it('is not of services that do not exist', () => {
    const groups = provisioningOf({}).groupsFor(alice);
    expect(groups).toEqual([
      { name: 'ServerConfiguration', properties: [] },
      { name: 'ucPolicy', properties: [['EnableCallPark', 'false']] },
      { name: 'meetingPolicy', properties: [] },
    ]);
  });

  it('is each user’s own policy, and to guests nothing', () => {
    const policyOf = (who: typeof alice | typeof dave): boolean =>
      provisionedSettings(provisioningOf(everything).groupsFor(who)).callParkEnabled;
    expect([policyOf(alice), policyOf(dave)]).toEqual([true, false]);
    expect(provisioningOf(everything).groupsFor(guest)).toEqual(provisioningOf({}).groupsFor(guest));
    expect(names(everything, guest)).toEqual(['ServerConfiguration', 'ucPolicy', 'meetingPolicy']);
  });

  it('is that agents may park calls', () => {
    const mayPark = mayParkCalls(
      parseConfiguration(
        {
          domain: 'contoso.com',
          http: {},
          users: [
            { name: 'alice', displayName: 'Alice', password: 'x', roles: ['agent'] },
            { name: 'dave', displayName: 'Dave', password: 'x', roles: ['supervisor'] },
          ],
        },
        'lync.json',
      ),
    );
    expect([alice, dave, guest].map(({ aor }) => mayPark(aor))).toEqual([true, false, false]);
  });
});
