import en, { type RoomsStrings } from './en';

const de: RoomsStrings = { ...en };

export default de;
