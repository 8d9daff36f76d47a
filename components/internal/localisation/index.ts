export { LocaleController } from './locale-controller';
export { nearestLanguage, observeLanguage, type Language } from './language';
export {
  StringTable,
  overrideStrings,
  onStringsChanged,
  type Text,
  type Texts,
  type TextsLoader,
} from './strings';
export { plural } from './plural';
export {
  formatDateTime,
  formatDay,
  formatDuration,
  formatNumber,
  formatRelative,
  formatTime,
} from './format';
