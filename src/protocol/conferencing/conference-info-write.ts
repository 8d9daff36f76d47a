import { writeXml, type XmlOutput } from '../xml/write';
import type { ConferenceDescription, ConferenceEntityView, ConferenceInfo } from './conference-info';
import { conferenceNamespaces } from './conference-info-names';
import { writeUser } from './conference-info-user';
import { writeFilterRules } from './media-filter-rules';

const { info, msci, separator } = conferenceNamespaces;

/** An XML document with declaration. */
export function buildConferenceInfo(document: ConferenceInfo): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${writeXml(writeConferenceInfo(document))}`;
}

/** The same as an element, for commands. */
export function writeConferenceInfo(document: ConferenceInfo): XmlOutput {
  const { description, entity, state, status, users, usersState, version, views, viewsState } = document;
  const children: XmlOutput[] = [];
  if (description) children.push(writeDescription(description));
  if (status) {
    const { active, locked, userCount } = status;
    children.push([
      'conference-state',
      {},
      ...optional('user-count', userCount),
      ...optional('active', active),
      ...optional('locked', locked),
    ]);
  }
  if (users) children.push(['users', { state: usersState }, ...users.map(writeUser)]);
  if (views)
    children.push([
      'msci:conference-view',
      { 'ci:state': viewsState, 'xmlns:ci': info },
      ...views.map(writeView),
    ]);
  const attributes = { xmlns: info, 'xmlns:msci': msci, entity, state, version: version?.toString() };
  return ['conference-info', attributes, ...children];
}

function writeDescription(description: ConferenceDescription): XmlOutput {
  const { admissionPolicy, confUris, conferenceId, displayText, expiryTime, organizer, subject } =
    description;
  const children: XmlOutput[] = [...optional('display-text', displayText), ...optional('subject', subject)];
  if (confUris) {
    const entries = confUris.map((entry): XmlOutput => [
      'entry',
      { state: 'full' },
      ['uri', {}, entry.uri],
      ...optional('display-text', entry.displayText),
      ...optional('purpose', entry.purpose),
    ]);
    children.push(['conf-uris', { state: 'full' }, ...entries]);
  }
  const extensions: XmlOutput[] = [
    ...optional('msci:conference-id', conferenceId),
    ...optional('msci:expiry-time', expiryTime),
    ...optional('msci:admission-policy', admissionPolicy),
  ];
  if (organizer)
    extensions.push([
      'msci:organizer',
      {},
      ...optional('msci:uri', organizer.uri),
      ...optional('msci:display-name', organizer.displayName),
    ]);
  // [MS-CONFBAS]: separates what every version knows from what came later, so that a strict reader can stop there.
  if (extensions.length > 0) children.push(...extensions, ['separator', { xmlns: separator }]);
  return ['conference-description', {}, ...children];
}

function writeView({ entity, filterRules, locked, mediaTypes, state }: ConferenceEntityView): XmlOutput {
  const children: XmlOutput[] = optional('msci:locked', locked);
  if (mediaTypes)
    children.push([
      'msci:media',
      {},
      ...mediaTypes.map((type, index): XmlOutput => [
        'entry',
        { label: type },
        ['type', {}, type],
        ...(filterRules && index === 0 ? [writeFilterRules(filterRules)] : []),
      ]),
    ]);
  const view: XmlOutput[] = children.length > 0 ? [['msci:entity-state', {}, ...children]] : [];
  return ['msci:entity-view', { 'ci:state': state, entity }, ...view];
}

function optional(name: string, value: string | number | boolean | undefined): XmlOutput[] {
  return value === undefined ? [] : [[name, {}, String(value)]];
}
