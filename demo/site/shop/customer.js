// Who is signed in to the shop. A real shop's back end knows that by its session; here this tab remembers it, and the server's
// configuration has the customers.
const CUSTOMERS = { jane: { id: 'jane', name: 'Jane Doe', email: 'jane.doe@fabrikam.com' } };

export const customer = CUSTOMERS[sessionStorage.getItem('customer') ?? ''];

// Every page of a shop is another one for somebody who is signed in, hence the reload.
export function signIn() {
  sessionStorage.setItem('customer', 'jane');
  location.reload();
}

export function signOut() {
  sessionStorage.removeItem('customer');
  location.reload();
}
