/**
 * Whether the answer to a question within a dialog (OPTIONS, RFC 3261 section 11) says that nobody is there: whatever else comes, somebody has answered. These are what edges
 * say who find nobody; 477 is Kamailio's.
 */
export function findsNobody(status: number): boolean {
  return [404, 408, 410, 430, 477, 480, 481, 502, 503, 504].includes(status);
}
