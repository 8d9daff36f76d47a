import en, { type RoomsStrings } from './en';

const ja: RoomsStrings = { ...en };

export default ja;
