import { icon } from './icon';

export const chat = /* @__PURE__ */ icon(
  'M4 12a7.5 7.5 0 0 1 7.5-7.5h1a7.5 7.5 0 0 1 0 15H5.2a.7.7 0 0 1-.6-1.1l.9-1.4A7.5 7.5 0 0 1 4 12ZM9 10.5h6M9 14h3.5',
);
export const send = /* @__PURE__ */ icon(
  'M5 12 4 5.2c-.1-.8.7-1.4 1.4-1l14 6.9c.8.4.8 1.4 0 1.8l-14 6.9c-.7.4-1.5-.2-1.4-1L5 12Zm0 0h7',
  true,
);
export const close = /* @__PURE__ */ icon('m6.5 6.5 11 11m0-11-11 11');
export const minimise = /* @__PURE__ */ icon('m6 9.5 6 6 6-6');
export const down = /* @__PURE__ */ icon('M12 5v14m-6-6 6 6 6-6');
export const check = /* @__PURE__ */ icon('m5 12.5 4.5 4.5L19 7.5');
export const clock = /* @__PURE__ */ icon('M4 12a8 8 0 1 0 16 0a8 8 0 1 0 -16 0M12 7.5V12l3 2');
export const alert = /* @__PURE__ */ icon('M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0M12 7.5v5m0 3.4v.1');
export const retry = /* @__PURE__ */ icon('M19 12a7 7 0 1 1-2-4.9L19 9m0-4.5V9h-4.5', true);
export const phone = /* @__PURE__ */ icon(
  'M5 5.5C5 4.7 5.7 4 6.5 4h2c.5 0 .9.3 1 .8l.8 3c.1.4 0 .8-.3 1.1L8.5 10.3a12 12 0 0 0 5.2 5.2l1.4-1.5c.3-.3.7-.4 1.1-.3l3 .8c.5.1.8.5.8 1v2c0 .8-.7 1.5-1.5 1.5C11.3 19 5 12.7 5 5.5Z',
);
export const video = /* @__PURE__ */ icon(
  'M6 6.5h6.5a2.5 2.5 0 0 1 2.5 2.5v6a2.5 2.5 0 0 1 -2.5 2.5h-6.5a2.5 2.5 0 0 1 -2.5 -2.5v-6a2.5 2.5 0 0 1 2.5 -2.5ZM15 11l4.3-2.8c.5-.3 1.2 0 1.2.6v6.4c0 .6-.7.9-1.2.6L15 13',
  true,
);
export const park = /* @__PURE__ */ icon(
  'M8.5 4.5h7a4 4 0 0 1 4 4v7a4 4 0 0 1 -4 4h-7a4 4 0 0 1 -4 -4v-7a4 4 0 0 1 4 -4ZM10 16.5v-9h2.7a2.7 2.7 0 0 1 0 5.4H10',
);
export const people = /* @__PURE__ */ icon(
  'M5.8 8.5a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0M3.5 18.5a5.5 5.5 0 0 1 11 0M15.5 5.6a3.2 3.2 0 0 1 0 5.8m2 2.5a5.5 5.5 0 0 1 3 4.6',
);
export const person = /* @__PURE__ */ icon(
  'M8.5 8.5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0M5.5 19.5a6.5 6.5 0 0 1 13 0',
);
export const download = /* @__PURE__ */ icon('M12 4.5v10m-4.5-4L12 15l4.5-4.5M5 19h14');
export const end = /* @__PURE__ */ icon(
  'M14 4.5H7A1.5 1.5 0 0 0 5.5 6v12A1.5 1.5 0 0 0 7 19.5h7M10.5 12h9m-3-3 3 3-3 3',
  true,
);
export const info = /* @__PURE__ */ icon('M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0M12 11v5.5m0-9v.1');
export const offline = /* @__PURE__ */ icon(
  'm4 4 16 16M8.5 15.5a5 5 0 0 1 6.5-.4M5.5 12.2a9.5 9.5 0 0 1 4-2.3m4.7 0a9.5 9.5 0 0 1 4.3 2.3M2.8 8.8A13.5 13.5 0 0 1 6 6.7m4-1.1a13.5 13.5 0 0 1 11.2 3.2M12 19v.1',
);
export const link = /* @__PURE__ */ icon(
  'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1m2 3.7a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
);
export const external = /* @__PURE__ */ icon(
  'M13.5 5H19v5.5M19 5l-8 8M10 5.5H6.5A1.5 1.5 0 0 0 5 7v10.5A1.5 1.5 0 0 0 6.5 19H17a1.5 1.5 0 0 0 1.5-1.5V14',
  true,
);
export const cart = /* @__PURE__ */ icon(
  'M3.5 5h1.7a1 1 0 0 1 1 .8L8 15h9.5l2-7H6.7M7.8 18.7a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0 -2.4 0M15.3 18.7a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0 -2.4 0',
  true,
);
export const shield = /* @__PURE__ */ icon(
  'M12 3.5 5.5 6v5.5c0 4.3 2.8 7.3 6.5 9 3.7-1.7 6.5-4.7 6.5-9V6L12 3.5ZM9.3 12l2 2 3.5-3.8',
);
export const headset = /* @__PURE__ */ icon(
  'M4.5 14v-2a7.5 7.5 0 0 1 15 0v2M4.5 14a1.5 1.5 0 0 1 1.5-1.5h1.5v6H6a1.5 1.5 0 0 1-1.5-1.5zM19.5 14a1.5 1.5 0 0 0-1.5-1.5h-1.5v6H18a1.5 1.5 0 0 0 1.5-1.5zM18 18.5c0 1.1-1.5 2-4 2',
);
