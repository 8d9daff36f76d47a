// The goods of a furniture shop that does not exist.
export const catalogue = [
  {
    id: 'lounge-chair',
    name: 'Halden lounge chair',
    price: 449,
    tone: 'clay',
    tag: 'New',
    text: 'A deep, quiet seat in wool bouclé over a solid ash frame. Made to be read in.',
    facts: {
      Seat: 'Wool bouclé, clay',
      Frame: 'Solid ash',
      Size: '78 × 82 × 80 cm',
      Delivery: '2 to 3 weeks',
    },
  },
  {
    id: 'floor-lamp',
    name: 'Lumen arc lamp',
    price: 189,
    tone: 'sand',
    text: 'One long curve of steel, a warm dimmable light where you sit.',
    facts: { Light: '2,700 K, dimmable', Height: '184 cm', Cable: '2.4 m, woven', Delivery: '3 to 5 days' },
  },
  {
    id: 'sofa',
    name: 'Fjord sofa',
    price: 1290,
    tone: 'sky',
    tag: 'Most loved',
    text: 'Three people, or one and a long Sunday. Covers come off and go into the wash.',
    facts: { Cover: 'Linen blend, washable', Seats: '3', Size: '216 × 92 × 78 cm', Delivery: '4 to 6 weeks' },
  },
  {
    id: 'dining-table',
    name: 'Oak dining table',
    price: 899,
    tone: 'sage',
    text: 'A single slab look from responsibly grown oak, oiled by hand.',
    facts: { Top: 'Oak, oiled', Seats: '6 to 8', Size: '200 × 90 × 74 cm', Delivery: '4 weeks' },
  },
  {
    id: 'pendant',
    name: 'Drop pendant',
    price: 129,
    tone: 'sand',
    text: 'Hang one over a table or three on a landing. Spun aluminium, powder coated.',
    facts: {
      Shade: 'Spun aluminium',
      Colours: 'Sage, clay, navy',
      Diameter: '28 cm',
      Delivery: '3 to 5 days',
    },
  },
  {
    id: 'bookshelf',
    name: 'Ladder shelf',
    price: 329,
    tone: 'clay',
    text: 'Light on the wall, steady under a library. No tools needed.',
    facts: { Frame: 'Beech', Shelves: '4', Size: '90 × 34 × 186 cm', Delivery: '1 week' },
  },
  {
    id: 'stool',
    name: 'Tripod stool',
    price: 95,
    tone: 'sage',
    text: 'A seat, a side table, a step. Stacks six high.',
    facts: { Seat: 'Lacquered birch', Legs: 'Oak', Height: '45 cm', Delivery: '3 to 5 days' },
  },
  {
    id: 'vase',
    name: 'Stoneware vase',
    price: 59,
    tone: 'sky',
    text: 'Thrown in small batches; no two glazes run alike.',
    facts: { Material: 'Stoneware', Height: '31 cm', Care: 'Dishwasher safe', Delivery: '3 to 5 days' },
  },
];

export const find = (id) => catalogue.find((item) => item.id === id);

const money = new Intl.NumberFormat('en-IE', {
  style: 'currency',
  currency: 'EUR',
  maximumFractionDigits: 2,
  minimumFractionDigits: 0,
});
export const price = (amount) => money.format(amount);
