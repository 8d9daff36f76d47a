import en, { type RoomsStrings } from './en';

const fr: RoomsStrings = { ...en };

export default fr;
