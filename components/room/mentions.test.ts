import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { mentions } from '../../src/session/persistent-chat/mentions';
import { candidates, complete, mentionAt, splitMentions } from './mentions';
import { snippet } from './snippet';
import { ALICE, BOB, CAROL } from './testing/stage';

const PEOPLE = [ALICE, BOB, CAROL];
const words = fc.array(
  fc.constantFrom(
    '@alice',
    '@Alice Archer',
    '@bob@contoso.com',
    'joe@alice',
    '@alicent',
    '@',
    'and',
    ',',
    '\n',
    'é',
  ),
);

describe('mentions', () => {
  it('are found where the session finds them, and no letter of the text is lost', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(' ', ''), (parts, glue) => {
        const text = parts.join(glue);
        const split = splitMentions(text, PEOPLE);
        expect(split.map((part) => part.text).join('')).to.equal(text);
        const marked = split.some(({ mention }) => mention === ALICE.uri);
        expect(marked).to.equal(mentions(text, ALICE));
      }),
    );
  });

  it('are completed at the caret, which comes to stand after the name', () => {
    fc.assert(
      fc.property(words, fc.nat(), fc.constantFrom(...PEOPLE), (parts, at, person) => {
        const text = parts.join(' ');
        const caret = at % (text.length + 1);
        const query = mentionAt(text, caret);
        if (!query) return;
        expect(text[query.start]).to.equal('@');
        const done = complete(text, query, person);
        expect(done.text.slice(0, done.caret).endsWith(`@${person.displayName} `)).to.equal(true);
        expect(done.text.startsWith(text.slice(0, query.start))).to.equal(true);
      }),
    );
  });

  it('are offered by any word of the name, or by the address, and not within an address', () => {
    const names = (query: string): string[] =>
      candidates(PEOPLE, query).map(({ displayName }) => displayName);
    expect(names('car')).to.deep.equal(['Carol Carter']);
    expect(names('BAK')).to.deep.equal(['Bob Baker']);
    expect(names('alice@')).to.deep.equal(['Alice Archer']);
    expect(names('')).to.have.length(3);
    expect(mentionAt('joe@al', 6)).to.equal(undefined);
    expect(mentionAt('see @al', 7)?.text).to.equal('al');
    expect(mentionAt('see @al now it is too late', 26)).to.equal(undefined);
  });
});

describe('snippet', () => {
  it('shows the words that were found, in a text that is not too long', () => {
    const parts = snippet(`${'long '.repeat(100)}Needle (1+1) ${'tail '.repeat(100)}`, ['needle', '(1+1)']);
    expect(parts.filter(({ isHit }) => isHit).map(({ text }) => text)).to.deep.equal(['Needle', '(1+1)']);
    expect(parts.map(({ text }) => text).join('').length).to.be.below(200);
    expect(snippet('a  b', [])).to.deep.equal([{ text: 'a b', isHit: false }]);
  });
});
