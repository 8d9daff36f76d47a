/** Who works at Contoso, by user name. A real portal would ask its directory. */
export const PEOPLE = {
  __proto__: null,
  alice: 'Alice Archer',
  bob: 'Bob Baker',
  carol: 'Carol Carter',
  dave: 'Dave Dawson',
};
