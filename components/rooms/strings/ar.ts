import en, { type RoomsStrings } from './en';

const ar: RoomsStrings = { ...en };

export default ar;
