/** The headers of every answer: the configured policy, and what a browser should never guess. */
export function securityHeaders(options: {
  contentSecurityPolicy: Readonly<Record<string, readonly string[]>>;
  headers: Readonly<Record<string, string>>;
}): Record<string, string> {
  const policy = Object.entries(options.contentSecurityPolicy)
    .map(([directive, sources]) => [directive, ...sources].join(' '))
    .join('; ');
  return {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    ...(policy === '' ? {} : { 'Content-Security-Policy': policy }),
    ...options.headers,
  };
}
