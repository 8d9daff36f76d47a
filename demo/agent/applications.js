// The context applications this portal lets the contact centre open. What is not in this list is never opened.
export const CUSTOMER_CARD = '40499119-4b60-45a6-9a7a-dc7a384d5670';
export const QUEUE_INSIGHT = '8d1f6a52-0c1e-4f5c-9f0e-2c5b8c0a7e11';

export const contextApplications = [
  { id: CUSTOMER_CARD, name: 'Customer', element: 'contoso-customer-card', size: 'medium', default: true },
  { id: QUEUE_INSIGHT, name: 'Insight', url: `${location.origin}/agent/apps/insight/?app=%AppId%`, size: 'medium', roles: ['supervisor'] },
];
