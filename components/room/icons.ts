import { icon } from '../internal/icon';

export const alertFlag = icon('M12 4.5v9m0 5v.1');
export const storyPage = icon(
  'M7 4h7l4 4v10.5a1.5 1.5 0 0 1-1.5 1.5h-9.5A1.5 1.5 0 0 1 5.5 18.5v-13A1.5 1.5 0 0 1 7 4Zm1.5 7h7m-7 3.5h5',
  true,
);
export const magnifier = icon('M5 10.5a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0m9.5 4 5 5', true);
export const gear = icon(
  'M12 9a3 3 0 1 0 0 6a3 3 0 0 0 0-6Zm0-5v2m0 12v2m8-8h-2M6 12H4m13.7-5.7-1.4 1.4M7.7 16.3l-1.4 1.4m0-11.4 1.4 1.4m8.6 8.6 1.4 1.4',
);
export const plus = icon('M12 5v14M5 12h14');
export const lock = icon(
  'M7.5 11V8.5a4.5 4.5 0 0 1 9 0V11M6.5 11h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1Z',
);
export const hash = icon('M9.5 4.5 7.5 19.5m9-15-2 15M5 9.5h15M4 14.5h15');
export const arrowBack = icon('M19 12H5m6-6-6 6 6 6', true);
