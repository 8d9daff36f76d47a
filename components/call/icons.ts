import { html, type TemplateResult } from 'lit';

// Drawings that only calls need: they stay out of what a chat loads.

function icon(path: string, kind: '' | 'flip' | 'bold' = ''): TemplateResult {
  return html`<svg class=${kind} viewBox="0 0 24 24" aria-hidden="true">
    <path d=${path}></path>
  </svg>`;
}

export const microphone = /* @__PURE__ */ icon(
  'M12 4a2.8 2.8 0 0 1 2.8 2.8v4.4a2.8 2.8 0 0 1-5.6 0V6.8A2.8 2.8 0 0 1 12 4ZM6 11.2a6 6 0 0 0 12 0M12 17.2V20',
);
export const microphoneOff = /* @__PURE__ */ icon(
  'M9.2 9.2v2a2.8 2.8 0 0 0 4.4 2.3M14.8 11V6.8a2.8 2.8 0 0 0-5.4-1M6 11.2a6 6 0 0 0 9.3 5M18 11.2a6 6 0 0 1-.7 2.8M12 17.2V20M4.5 4.5l15 15',
);
export const hold = /* @__PURE__ */ icon('M9 6.5v11M15 6.5v11');
export const resume = /* @__PURE__ */ icon(
  'M8.5 6.2v11.6c0 .6.6.9 1.1.6l8.7-5.8c.4-.3.4-.9 0-1.2L9.6 5.6c-.5-.3-1.1 0-1.1.6Z',
  'flip',
);
export const keypad = /* @__PURE__ */ icon(
  'M6.5 6v.1M12 6v.1M17.5 6v.1M6.5 12v.1M12 12v.1M17.5 12v.1M6.5 18v.1M12 18v.1M17.5 18v.1',
  'bold',
);
export const transfer = /* @__PURE__ */ icon(
  'M5 8.5h13M14.5 5 18 8.5 14.5 12M19 15.5H6M9.5 12 6 15.5 9.5 19',
  'flip',
);
export const devices = /* @__PURE__ */ icon(
  'M4.5 8h8.3m3.9 0h2.8M4.5 16h2.8m3.9 0h8.3M12.8 8a1.95 1.95 0 1 0 3.9 0a1.95 1.95 0 1 0-3.9 0M7.3 16a1.95 1.95 0 1 0 3.9 0a1.95 1.95 0 1 0-3.9 0',
);
export const hangUp = /* @__PURE__ */ icon(
  'M3.9 15.3c-.8-.8-.7-2 .1-2.7a12.2 12.2 0 0 1 16 0c.8.7.9 1.9.1 2.7l-1 1c-.5.5-1.3.6-1.9.1l-1.5-1.1a1.4 1.4 0 0 1-.6-1.1v-1.4a10.6 10.6 0 0 0-6.2 0v1.4c0 .4-.2.8-.6 1.1l-1.5 1.1c-.6.5-1.4.4-1.9-.1Z',
);
export const videoOff = /* @__PURE__ */ icon(
  'M9.8 6.5h2.7A2.5 2.5 0 0 1 15 9v2l4.3-2.8c.5-.3 1.2 0 1.2.6v6.4c0 .5-.4.8-.8.7M15 14.9v.1a2.5 2.5 0 0 1-2.5 2.5H6A2.5 2.5 0 0 1 3.5 15V9c0-1 .6-1.9 1.5-2.3M4.5 4.5l15 15',
  'flip',
);
export const share = /* @__PURE__ */ icon(
  'M4 11.5a7 7 0 0 1 7-7h1.5a7 7 0 0 1 6.9 8.2M10 18.5H5.4a.7.7 0 0 1-.6-1l.8-1.5A7 7 0 0 1 4 11.5M13 17.5h7.5m-3-3 3 3-3 3',
  'flip',
);
