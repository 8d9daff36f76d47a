import type { RawMessage } from '../../testing/raw-sip';
import type { ScriptedConnection } from '../../testing/scripted-server';

export const PARK_SERVICE = 'sip:park@contoso.com';

/** The answer of an edge that has a call park service. */
export function provision(
  connection: ScriptedConnection,
  request: RawMessage,
  { enabled = true, resiliency = false } = {},
): void {
  const body = `<provisionGroupList xmlns="http://schemas.microsoft.com/2006/09/sip/provisiongrouplist-notification">
    <provisionGroup name="serverConfiguration"><CallParkServerUri>${PARK_SERVICE}</CallParkServerUri><resiliencyMode>${resiliency}</resiliencyMode></provisionGroup>
    <provisionGroup name="ucPolicy"><instance><property name="enableCallPark">${enabled}</property></instance></provisionGroup>
  </provisionGroupList>`;
  connection.respond(request, 200, 'OK', {
    headers: ['Event: vnd-microsoft-provisioning-v2', 'ms-piggyback-cseq: 1', 'Expires: 0'],
    contentType: 'application/vnd-microsoft-roaming-provisioning-v2+xml',
    body,
  });
}
