export type { VisitorContext } from '../../protocol/visitor-context';
