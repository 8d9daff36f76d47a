import { decodeTextBase64, encodeTextBase64 } from '../../protocol/base64';
import { parseRoomUri, xccosCommands } from '../../protocol/xccos';
import { SessionError } from '../contract';
import type { XccosChannel } from './xccos-channel';

/** Ours: what old clients keep their list under has contents of a form that is not known. */
const LABEL = 'lync-widgets.rooms';
const MAX_FOLLOWED = 200;

/** The rooms that a user comes back to: a preference kept at the server, as JSON in base64. */
export class FollowedRooms {
  #uris: readonly string[] = Object.freeze([]);
  #sequence = '0';

  get uris(): readonly string[] {
    return this.#uris;
  }

  async read(channel: XccosChannel): Promise<void> {
    const { data } = await channel.command(xccosCommands.getPreference, {
      preference: { label: LABEL, sequence: '0', createDefault: true },
    });
    this.#sequence = data.preference?.sequence ?? this.#sequence;
    const { content } = data.preference ?? {};
    if (content !== undefined) this.#uris = parseList(content);
  }

  async set(channel: XccosChannel, uri: string, isFollowed: boolean): Promise<void> {
    if (!parseRoomUri(uri)) throw new SessionError('invalid-argument', `Not the URI of a room: ${uri}`);
    // Another device may have changed it.
    await this.read(channel);
    if (this.#uris.includes(uri) === isFollowed) return;
    const others = this.#uris.filter((each) => each !== uri);
    const uris = isFollowed ? [...others, uri] : others;
    if (uris.length > MAX_FOLLOWED)
      throw new SessionError('too-large', `At most ${MAX_FOLLOWED} rooms can be followed`);
    const { data } = await channel.command(xccosCommands.setPreference, {
      preference: {
        label: LABEL,
        sequence: this.#sequence,
        createDefault: false,
        content: encodeTextBase64(JSON.stringify(uris)),
      },
    });
    this.#sequence = data.preference?.sequence ?? this.#sequence;
    this.#uris = Object.freeze(uris);
  }
}

/** What is no list of rooms is as if nothing had been kept: the next change writes a good one. */
function parseList(content: string): readonly string[] {
  let list: unknown;
  try {
    list = JSON.parse(decodeTextBase64(content) ?? '[]');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return Object.freeze([]);
  }
  const isUri = (each: unknown): each is string => typeof each === 'string' && !!parseRoomUri(each);
  return Object.freeze(Array.isArray(list) ? list.filter(isUri).slice(0, MAX_FOLLOWED) : []);
}
