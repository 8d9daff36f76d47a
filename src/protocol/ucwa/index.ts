export * from './challenge';
export * from './data-uri';
export * from './read-resource';
export * from './reasons';
export * from './resource';
export * from './values';
