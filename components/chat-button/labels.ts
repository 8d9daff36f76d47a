type Labels = Readonly<Record<string, string>> & { readonly en: string };

/** Most languages say `Chat`. A site that wants more words writes its own `label`. */
const CHAT: Labels = { en: 'Chat', ar: 'دردشة', ja: 'チャット' };
const CALL: Labels = {
  en: 'Call',
  de: 'Anrufen',
  fr: 'Appeler',
  es: 'Llamar',
  ar: 'اتصال',
  ja: '通話',
};

/** The button's text where the page gives none. A callback is asked for by chat, and looks like a call. */
export function defaultLabel(mode: string, lang: string): string {
  const labels = mode.startsWith('call') ? CALL : CHAT;
  return labels[lang.slice(0, 2)] ?? labels.en;
}
