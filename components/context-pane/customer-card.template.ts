import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { icons } from '../internal/icons';
import { formatDateTime, formatDuration, formatNumber, formatTime } from '../internal/localisation/index';
import { toWebUrl } from './application-url';
import { linkKey, type CardFact, type CardLink, type CustomerCard } from './customer-card';
import type { ContextPaneStrings } from './strings/index';

const LINKS_AT_FIRST = 6;

/** The card of `application/vnd.lync-widgets.customer+json`. `changed`: keys of the rows to point at. */
export function renderCustomerCard(
  card: CustomerCard,
  changed: ReadonlySet<string>,
  t: ContextPaneStrings,
  lang: string,
): TemplateResult {
  const verified = card.facts.filter(({ trust }) => trust === 'verified');
  const claimed = card.facts.filter(({ trust }) => trust === 'claimed');
  const row = (fact: CardFact): TemplateResult => renderFact(fact, changed, t);
  return html`<div class="card" part="card">
    ${renderWho(card, changed, t)}
    ${section(
      t.verified,
      verified.length > 0,
      html`<dl class="facts">${verified.map(row)}</dl>`,
      html`<span class="hint">${t.verifiedHint}</span>`,
    )}
    ${section(t.claimed, claimed.length > 0, html`<dl class="facts">${claimed.map(row)}</dl>`)}
    ${card.page ? renderPage(card.page, changed.has('page'), t) : nothing}
    ${section(t.links, card.links.length > 0, renderLinks(card.links, changed, t, lang))}
    ${section(t.data, card.data.length > 0, renderTable(card.data, changed, t))}
    ${
      card.cookies.length
        ? html`<details class="section">
            <summary>
              ${t.cookies} <span class="hint">${formatNumber(lang, card.cookies.length)}</span>
            </summary>
            ${renderTable(card.cookies, changed, t)}
          </details>`
        : nothing
    }
    ${card.truncated ? html`<p class="hint">${t.truncated}</p>` : nothing}
  </div>`;
}

function section(
  title: string,
  shown: boolean,
  content: TemplateResult,
  aside: TemplateResult | typeof nothing = nothing,
): TemplateResult | typeof nothing {
  return shown
    ? html`<section class="section">
        <h3>${title} ${aside}</h3>
        ${content}
      </section>`
    : nothing;
}

function renderWho(card: CustomerCard, changed: ReadonlySet<string>, t: ContextPaneStrings): TemplateResult {
  const { name } = card;
  const waited = card.waitedSeconds === undefined ? '' : t.waited(formatDuration(card.waitedSeconds * 1000));
  const about = [card.queue, waited].filter((text) => text);
  return html`<header class="who">
    <span class="avatar" aria-hidden="true">${name ? initials(name.value) : icons.person}</span>
    <div class="who-text">
      <p class="who-name">
        <bdi part="name">${name?.value ?? t.unnamed}</bdi>
        ${name ? renderTrust(name, t) : nothing} ${name ? mark(changed.has(name.key), t) : nothing}
      </p>
      ${name?.contradiction ? html`<p class="contradiction">${icons.alert}<span>${t.contradiction(name.contradiction)}</span></p>` : nothing}
      ${about.length ? html`<p class="who-about">${about.map((text, i) => html`${i ? ' · ' : ''}<bdi>${text}</bdi>`)}</p>` : nothing}
    </div>
  </header>`;
}

function renderTrust({ trust }: CardFact, t: ContextPaneStrings): TemplateResult {
  return trust === 'verified'
    ? html`<span class="badge verified" part="verified" title=${t.verifiedHint}
        >${icons.shield}${t.verified}</span
      >`
    : html`<span class="badge claimed" part="claimed">${t.claimed}</span>`;
}

function renderFact(fact: CardFact, changed: ReadonlySet<string>, t: ContextPaneStrings): TemplateResult {
  const isNew = changed.has(fact.key);
  return html`<div class=${classMap({ fact: true, changed: isNew })}>
    <dt>${label(fact.name, t)}</dt>
    <dd>
      <bdi>${fact.value}</bdi> ${mark(isNew, t)}
      ${
        fact.contradiction
          ? html`<span class="contradiction"
              >${icons.alert}<span>${t.contradiction(fact.contradiction)}</span></span
            >`
          : nothing
      }
    </dd>
  </div>`;
}

function renderPage(
  page: NonNullable<CustomerCard['page']>,
  isNew: boolean,
  t: ContextPaneStrings,
): TemplateResult {
  const referrer = page.referrer && (toWebUrl(page.referrer)?.host ?? page.referrer);
  return html`<section class="section">
    <h3>${t.page}</h3>
    <div class=${classMap({ page: true, changed: isNew })}>
      <p>${renderLink(page.url, page.title ?? page.url, t)} ${mark(isNew, t)}</p>
      ${page.title ? html`<p class="address" dir="ltr">${page.url}</p>` : nothing}
      ${referrer ? html`<p class="hint"><bdi>${t.referrer(referrer)}</bdi></p>` : nothing}
    </div>
  </section>`;
}

/** Visitors choose these addresses: only http and https become links, and the agent's page tells them nothing. */
function renderLink(href: string, text: string, t: ContextPaneStrings): TemplateResult {
  const url = toWebUrl(href);
  return url
    ? html`<a href=${url.href} target="_blank" rel="noopener noreferrer nofollow"
        ><bdi>${text}</bdi><span class="visually-hidden"> (${t.newTab})</span></a
      >`
    : html`<bdi>${text}</bdi>`;
}

function renderLinks(
  links: readonly CardLink[],
  changed: ReadonlySet<string>,
  t: ContextPaneStrings,
  lang: string,
): TemplateResult {
  const item = (link: CardLink): TemplateResult => {
    const isNew = changed.has(linkKey(link));
    return html`<li class=${classMap({ changed: isNew })}>
      <span class="link-text">${renderLink(link.href, link.text, t)} ${mark(isNew, t)}</span>
      ${
        link.at === undefined
          ? nothing
          : html`<time datetime=${new Date(link.at).toISOString()} title=${formatDateTime(lang, link.at)}
              >${formatTime(lang, link.at)}</time
            >`
      }
    </li>`;
  };
  const later = links.slice(LINKS_AT_FIRST);
  return html`<ol class="timeline">
      ${links.slice(0, LINKS_AT_FIRST).map(item)}
    </ol>
    ${
      later.length
        ? html`<details class="rest">
            <summary>${t.more(later.length)}</summary>
            <ol class="timeline">
              ${later.map(item)}
            </ol>
          </details>`
        : nothing
    }`;
}

function renderTable(
  facts: readonly CardFact[],
  changed: ReadonlySet<string>,
  t: ContextPaneStrings,
): TemplateResult {
  return html`<table>
    <tbody>
      ${facts.map((fact) => {
        const isNew = changed.has(fact.key);
        return html`<tr class=${classMap({ changed: isNew })}>
          <th scope="row"><bdi>${label(fact.name)}</bdi></th>
          <td>
            <bdi>${fact.value}</bdi> ${fact.trust === 'verified' ? renderTrust(fact, t) : nothing}
            ${mark(isNew, t)}
            ${
              fact.contradiction
                ? html`<span class="contradiction"
                    >${icons.alert}<span>${t.contradiction(fact.contradiction)}</span></span
                  >`
                : nothing
            }
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function mark(isNew: boolean, t: ContextPaneStrings): TemplateResult | typeof nothing {
  return isNew ? html`<span class="mark" part="updated">${t.updated}</span>` : nothing;
}

/** The name of a fact for people: known ones in their language, `orderNumber` and `order_number` as `Order number`. */
export function label(name: string, t?: ContextPaneStrings): string {
  if (t && (name === 'name' || name === 'email' || name === 'phone')) return t[name];
  const words = name
    .replace(/(\p{Ll})(\p{Lu})/gu, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
    .replace(/[_-]+/g, ' ')
    .trim();
  return words ? words[0]!.toUpperCase() + words.slice(1) : name;
}

function initials(name: string): string {
  const words = name.split(/\s+/u).filter((word) => word);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? '')][0] ?? '',
  );
  return letters.join('').toLocaleUpperCase();
}
