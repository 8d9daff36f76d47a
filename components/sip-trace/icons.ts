import { icon } from '../internal/icon';

export const copy = /* @__PURE__ */ icon('M9 9h10v10H9zM5 15V5h10');
export const pause = /* @__PURE__ */ icon('M9 6v12m6-12v12');
export const resume = /* @__PURE__ */ icon('m8 5.5 10 6.5-10 6.5z');
export const clear = /* @__PURE__ */ icon('M5 7h14M10 7V4.5h4V7m-7.5 0 .8 12h9.4l.8-12');
