import { expect, it } from 'vitest';
import { senderOf } from './sender';

it.each([
  ['"Mr B." <sip:bob@contoso.com>', 'Mr B.', 'sip:bob@contoso.com'],
  ['"Bob \\"the\\" \\\\ B" <sip:Bob@contoso.com;x=y>', 'Bob "the" \\ B', 'sip:bob@contoso.com'],
  ['<sip:bob@contoso.com>', '', 'sip:bob@contoso.com'],
  ['sip:bob@contoso.com', '', 'sip:bob@contoso.com'],
])('%s wrote', (header, displayName, uri) => {
  expect(senderOf(header)).toEqual({ uri, displayName, isSelf: false, isTyping: false });
});

it.each([undefined, '', '"Bob"', 'tel:+1'])('%s is nobody', (header) => {
  expect(senderOf(header)).toBeUndefined();
});
