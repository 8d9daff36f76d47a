// A room with many messages in a store, and how long pages of it and searches in it take.
import { median } from './processes.mjs';

const room = 'history';
const people = 50;
const words = 20_000;
const batch = 1_000;

/** Small and repeatable. */
function randoms(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Few words are used often and most seldom (Zipf): the word of rank r in proportion to 1/r. */
const wordOf = (random) => ranked(Math.floor(words ** random()));

/** Words that begin in many ways, as those of languages do: seven letters, each rank another word. */
function ranked(rank) {
  let rest = Math.imul(rank, 2_654_435_761) >>> 0;
  let word = '';
  for (let letter = 0; letter < 7; letter++) {
    const choice = letter % 2 ? 'aeiou' : 'bcdfghjklmnprstvz';
    word += choice[rest % choice.length];
    rest = Math.floor(rest / choice.length);
  }
  return word;
}

/** One room, with `count` messages of 5 to 20 words by 50 people, a minute apart. */
export async function fillRoom({ rooms }, count) {
  const random = randoms(7);
  await rooms.createRoom({
    ...{ id: room, name: 'History', description: '', topic: '', categoryId: 'bench', privacy: 'open' },
    ...{
      behavior: 'normal',
      disabled: false,
      invitations: false,
      createdAt: 0,
      createdBy: 'sip:u0@contoso.com',
    },
    ...{ lastMessage: 0, roles: { member: [], manager: [], presenter: [] } },
  });
  const started = performance.now();
  for (let first = 0; first < count; first += batch) {
    await rooms.append(
      Array.from({ length: Math.min(batch, count - first) }, (_, offset) => ({
        roomId: room,
        author: `sip:u${Math.floor(random() * people)}@contoso.com`,
        authorName: 'Somebody',
        at: (first + offset) * 60_000,
        // One in a hundred thousand says something that nobody else does.
        text:
          Array.from({ length: 5 + Math.floor(random() * 16) }, () => wordOf(random)).join(' ') +
          ((first + offset) % 100_000 === 5_000 ? ' whitebird over the sea' : ''),
      })),
    );
  }
  return (performance.now() - started) / 1000;
}

async function timed(times, work) {
  const taken = [];
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    await work(i);
    taken.push(performance.now() - started);
  }
  taken.sort((a, b) => a - b);
  return { p50: median(taken), p99: taken[Math.floor(taken.length * 0.99)] };
}

/** Milliseconds of pages of 50 messages, wherever in the room, and of searches with 50 results at most. */
export async function measureRoom({ rooms }, count) {
  const random = randoms(11);
  const find = (query) => rooms.find({ roomIds: [room], limit: 50, ...query });
  const anywhere = () => 1 + Math.floor(random() * count);
  const pages = {
    newest: () => ({}),
    before: () => ({ before: anywhere() }),
    after: () => ({ after: anywhere() }),
    date: () => ({ from: anywhere() * 60_000 }),
    'one author': () => ({ before: anywhere(), authors: ['sip:u7@contoso.com'] }),
  };
  const searches = {
    'a word in one of 100,000 messages': () => ({ text: { text: 'whitebird' } }),
    'a word in every second message': () => ({ text: { text: ranked(1) } }),
    'a word in one of 1,000 messages': () => ({ text: { text: ranked(900) } }),
    'any of the words by chance': () => ({ text: { text: wordOf(random) } }),
    'two words by chance': () => ({ text: { text: `${wordOf(random)} ${wordOf(random)}` } }),
    'the beginning of a word': () => ({ text: { text: 'whit' } }),
    'a phrase': () => ({ text: { text: 'over the sea', exactPhrase: true } }),
    'a word of one author': () => ({ text: { text: ranked(30) }, authors: ['sip:u7@contoso.com'] }),
    'a word in a month': () => ({ text: { text: ranked(30) }, from: 0, to: 30 * 24 * 3_600_000 }),
    'letters as written': () => ({ text: { text: ranked(30), matchCase: true } }),
    'a word nobody has said': () => ({ text: { text: 'unheardof' } }),
  };
  const results = { pages: {}, searches: {} };
  for (const [kind, queries, times] of [
    ['pages', pages, 200],
    ['searches', searches, 30],
  ])
    for (const [name, query] of Object.entries(queries))
      results[kind][name] = await timed(times, () => find(query()));
  const worst = (kind) => Math.max(...Object.values(results[kind]).map(({ p50 }) => p50));
  return { ...results, pageMilliseconds: worst('pages'), searchMilliseconds: worst('searches') };
}
