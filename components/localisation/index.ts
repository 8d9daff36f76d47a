/** The kit's texts, for pages that want their own: see `overrideStrings`. */
export { overrideStrings, type Text, type Texts } from '../internal/localisation/strings';
