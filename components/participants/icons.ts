import { icon } from '../internal/icon';

// Drawings that only conferences need: they stay out of what a chat loads.

export const add = /* @__PURE__ */ icon(
  'M7 8.5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0M4 19.5a6.5 6.5 0 0 1 11.5-4.2M18.5 14.5v6M15.5 17.5h6',
);
export const locked = /* @__PURE__ */ icon(
  'M7 11h10a1.5 1.5 0 0 1 1.5 1.5v5.5a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 18v-5.5A1.5 1.5 0 0 1 7 11ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
);
export const unlocked = /* @__PURE__ */ icon(
  'M7 11h10a1.5 1.5 0 0 1 1.5 1.5v5.5a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 18v-5.5A1.5 1.5 0 0 1 7 11ZM8.5 11V8a3.5 3.5 0 0 1 6.8-1.2',
);
