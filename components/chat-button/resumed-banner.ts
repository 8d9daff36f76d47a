import { html, type TemplateResult } from 'lit';
import type { ConversationStrings } from '../conversation/strings';
import { icons } from '../internal/icons';

export const resumedBanner = (texts: ConversationStrings): TemplateResult =>
  html`<div class="banner good" role="status">${icons.check}<span>${texts.resumed}</span></div>`;
