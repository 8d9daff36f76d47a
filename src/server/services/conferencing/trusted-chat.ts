import type { Conference } from './conference';
import type { TrustedChatPlace } from './conferencing-service';
import { goodbyes, newEntity, type ConferenceLeg, type Goodbye, type NewUser } from './leg';

/** Somebody in the chat without a dialog of ours: an application of ours speaks for them. */
export function trustedChatPlace(conference: Conference, user: NewUser, hidden: boolean): TrustedChatPlace {
  const entity = newEntity();
  const stops = new Set<() => void>();
  let over!: (why: string) => void;
  const ended = new Promise<string>((resolve) => (over = resolve));
  const end = ({ text }: Goodbye): void => {
    for (const stop of stops) stop();
    over(text);
  };
  const place: ConferenceLeg = {
    ...{ user: user.uri, entity, device: undefined, sessionType: 'chat', hidden },
    end,
  };
  conference.join(place, user, { entity, sessionType: 'chat', status: 'connected' });
  return {
    ended,
    async say(text, contentType) {
      const failed = await conference.chat.say(user.uri, text, contentType);
      return failed.map(({ uri }) => uri);
    },
    onMessage(listener) {
      const stop = conference.chat.listen((message) => {
        if (message.sender !== user.uri) listener(message);
      });
      stops.add(stop);
      return stop;
    },
    leave() {
      conference.left(place);
      end(goodbyes.left);
    },
  };
}
