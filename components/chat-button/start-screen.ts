import { html, nothing, type TemplateResult } from 'lit';
import type { VisitorContext } from '../../src/session/contract';
import type { ChatMode } from './chat-launcher';
import type { SharingOffer } from './context-sharing';
import type { ChatStrings } from './strings';

type FieldName = 'name' | 'email' | 'phone';
export type VisitorFields = Partial<Record<FieldName, string>>;

export interface StartScreenContext {
  readonly t: ChatStrings;
  readonly mode: ChatMode;
  /** What the site knows already; it is not asked again. */
  readonly contact: NonNullable<VisitorContext['contact']>;
  readonly fields: VisitorFields;
  readonly isPhoneMissing: boolean;
  readonly offer: SharingOffer;
  readonly shares: boolean;
  readonly setField: (name: FieldName, value: string) => void;
  readonly setShares: (shares: boolean) => void;
}

const HINTS = { chat: 'hint', call: 'hintCall', callback: 'hintCallback' } as const;

/** Before the first message: a greeting, who the visitor is if they like to say, and what would be shared. */
export function startScreen(context: StartScreenContext): TemplateResult {
  const { t, mode, contact, offer } = context;
  return html`<div slot="empty" class="start">
    <div class="hello">
      <h3>${contact.name ? t.greetingTo(contact.name) : t.greeting}</h3>
      <p>${t[HINTS[mode] ?? 'hint']}</p>
    </div>
    ${fieldsView(context)} ${Object.keys(offer).length ? shareView(context) : nothing}
  </div>`;
}

function fieldsView({
  t,
  mode,
  contact,
  fields,
  isPhoneMissing,
  setField,
}: StartScreenContext): TemplateResult | typeof nothing {
  const field = (name: FieldName, label: string, type: string, complete: string): TemplateResult => {
    const isRequired = name === 'phone';
    const isMissing = isRequired && isPhoneMissing;
    return html`<div class="field">
      <label for=${name}>${label} ${isRequired ? nothing : html`<small>(${t.optional})</small>`}</label>
      <input
        id=${name}
        name=${name}
        type=${type}
        autocomplete=${complete}
        dir="auto"
        maxlength="200"
        ?required=${isRequired}
        aria-invalid=${isMissing ? 'true' : nothing}
        aria-describedby=${isMissing ? 'missing' : nothing}
        .value=${fields[name] ?? ''}
        @input=${(event: Event) => setField(name, (event.target as HTMLInputElement).value)}
      />
      ${isMissing ? html`<p class="missing" id="missing" role="alert">${t.phoneMissing}</p>` : nothing}
    </div>`;
  };
  const needsPhone = mode === 'callback' && !contact.phone;
  if (contact.name && !needsPhone) return nothing;
  return html`<div class="fields">
    ${contact.name ? nothing : field('name', t.name, 'text', 'name')}
    ${contact.name || contact.email ? nothing : field('email', t.email, 'email', 'email')}
    ${needsPhone ? field('phone', t.phone, 'tel', 'tel') : nothing}
  </div>`;
}

/** What would be shared, for the visitor to see and to refuse. */
export function shareView({
  t,
  offer,
  shares,
  setShares,
}: Pick<StartScreenContext, 't' | 'offer' | 'shares' | 'setShares'>): TemplateResult {
  const { page, links, cookies, data } = offer;
  const entry = (label: string, value: unknown): TemplateResult =>
    html`<div>
      <dt>${label}</dt>
      <dd dir="auto">${value}</dd>
    </div>`;
  const pairs = (values: Readonly<Record<string, unknown>>): string =>
    Object.entries(values)
      .map(([name, value]) => `${name}: ${textOf(value)}`)
      .join('\n');
  return html`<div class=${shares ? 'share' : 'share off'}>
    <label>
      <input
        type="checkbox"
        .checked=${shares}
        @change=${(event: Event) => setShares((event.target as HTMLInputElement).checked)}
      />
      ${t.share}
    </label>
    <p>${t.shareHint}</p>
    <details>
      <summary>${t.shareDetails}</summary>
      <dl>
        ${page?.url ? entry(t.sharePage, page.title ? `${page.title} (${page.url})` : page.url) : nothing}
        ${page?.referrer ? entry(t.shareReferrer, page.referrer) : nothing}
        ${links ? entry(t.shareLinks(links.length), links.map(({ text, href }) => text || href).join(', ')) : nothing}
        ${cookies ? entry(t.shareCookies, pairs(cookies)) : nothing}
        ${data ? entry(t.shareData, pairs(data)) : nothing}
      </dl>
    </details>
  </div>`;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map(textOf).join(', ') : JSON.stringify(value);
}
