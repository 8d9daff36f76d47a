import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildContactCommand, buildContactTeam, parseContactCommand, parseContactTeam } from './contact-team';
import { buildSupervision, isTooMuch, parseSupervision, type SupervisedContact } from './supervision';
import { WireFormatError } from './wire-format-error';

const member = fc.record(
  {
    uri: fc.constant('sip:alice@contoso.com'),
    displayName: fc.string({ maxLength: 256 }),
    role: fc.constantFrom('agent', 'colleague', 'supervisor'),
    state: fc.constantFrom('ringing', 'connected'),
    mode: fc.constantFrom('monitor', 'whisper', 'barge'),
  },
  { requiredKeys: ['uri', 'displayName', 'role', 'state'] },
);

const contact: SupervisedContact = {
  ...{ id: '1', uri: 'sip:contact-1@contoso.com', customerName: 'Jane', queueUri: 'sip:sales@contoso.com' },
  ...{ queueName: 'Sales', state: 'connected', queuedAt: 1, audio: true, messages: false, members: [] },
};

describe('what supervisors are told', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(member, { maxLength: 5 }), (members) => {
        const overview = { agents: [], queues: [], contacts: [{ ...contact, members }] };
        expect(parseSupervision(buildSupervision(overview))).toEqual(overview);
        const team = { members, colleagues: [], refused: { uri: 'sip:a@b', result: 'missed' as const } };
        expect(parseContactTeam(buildContactTeam(team))).toEqual(team);
      }),
    );
  });

  it('says when it is too much', () => {
    const contacts = Array.from({ length: 1000 }, (_, id) => ({ ...contact, id: String(id) }));
    let thrown: unknown;
    try {
      buildSupervision({ agents: [], queues: [], contacts });
    } catch (error) {
      thrown = error;
    }
    expect(isTooMuch(thrown)).toBe(true);
    expect(isTooMuch(new WireFormatError('malformed', ''))).toBe(false);
  });

  it('is refused when it is anything else, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        for (const parse of [parseSupervision, parseContactTeam, parseContactCommand]) {
          try {
            parse(text);
          } catch (error) {
            expect(error).toBeInstanceOf(WireFormatError);
          }
        }
      }),
    );
  });
});

describe('a command for a contact', () => {
  it.each([
    { invite: 'sip:bob@contoso.com' },
    { invite: 'sip:bob@contoso.com', handOver: true },
    { remove: 'sip:bob@contoso.com' },
    { supervise: 'whisper' as const },
    { supervise: 'take-over' as const },
  ])('%o is read as it was written', (command) => {
    expect(parseContactCommand(buildContactCommand(command))).toEqual(command);
  });

  it.each(['{}', '{"invite":"a","remove":"b"}', '{"supervise":"shout"}', '{"invite":7}', '[]', ''])(
    '%s is none',
    (text) => {
      expect(() => parseContactCommand(text)).toThrow(WireFormatError);
    },
  );
});
