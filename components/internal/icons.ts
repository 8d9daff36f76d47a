/** The kit's own drawings on a 24 px grid. They are decoration: the control around them carries the name. */
export * as icons from './icon-set';
