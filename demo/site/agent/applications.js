// The context applications this portal lets the contact centre open. What is not in this list is never opened.
export const CUSTOMER_CARD = '3f0c6d2e-5b7a-4a3d-9a2f-7c1f2f0a9e41';
export const QUEUE_INSIGHT = 'b8a7d3c1-0e5f-4c62-8d19-5f3b6a7c2d10';

export const contextApplications = [
  { id: CUSTOMER_CARD, name: 'Customer', element: 'contoso-customer-card', size: 'small', default: true },
  {
    id: QUEUE_INSIGHT,
    name: 'Insight',
    url: `${location.origin}/agent/apps/insight/?app=%AppId%`,
    size: 'small',
    roles: ['supervisor'],
  },
];
