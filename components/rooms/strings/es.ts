import en, { type RoomsStrings } from './en';

const es: RoomsStrings = { ...en };

export default es;
