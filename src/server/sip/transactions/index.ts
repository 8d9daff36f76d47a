export { TransactionLayer } from './transaction-layer';
export type { TransactionLayerOptions, TransactionUser } from './transaction-layer';
export { ClientInviteTransaction, ClientTransaction } from './client-transaction';
export type { ClientHandler } from './client-transaction';
export { ServerInviteTransaction, ServerTransaction } from './server-transaction';
export type { ServerHandler } from './server-transaction';
export { T1, T2, TRANSACTION_TIMEOUT } from './machine';
