import { describe, expect, it } from 'vitest';
import { htmlToText, inAcceptedForm } from './text-form';

describe('HTML as text', () => {
  it.each([
    ['<p>One</p><p>Two &amp; <b>three</b></p>', 'One\nTwo & three'],
    ['a<br>b<BR/>c', 'a\nb\nc'],
    ['<script>alert(1)</script>hi<style>p{}</style>', 'hi'],
    ['&lt;b&gt; &#65;&#x42; &unknown; &#0;', '<b> AB &unknown;'],
    ['raw\r\nline ends', 'raw line ends'],
    ['&#9999999;x', 'x'],
    ['1 < 2 > 0<!-- no -->', '1 < 2 > 0'],
    ['<script>never closed', ''],
  ])('%s', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it('takes time in proportion to its length', () => {
    const started = performance.now();
    htmlToText('<'.repeat(32_000));
    htmlToText('<script '.repeat(4_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('the form a peer takes', () => {
  const html = Buffer.from('<b>hi</b>');
  it('is the form it came in, unless the peer says otherwise', () => {
    expect(inAcceptedForm('text/html', html, [])).toEqual({ contentType: 'text/html', body: html });
    expect(inAcceptedForm('text/html', html, ['text/*']).body).toBe(html);
    expect(inAcceptedForm('text/html', html, ['text/plain'])).toEqual({
      contentType: 'text/plain; charset=UTF-8',
      body: Buffer.from('hi'),
    });
    expect(inAcceptedForm('text/plain;x=1', html, ['text/html']).contentType).toBe('text/plain;x=1');
  });
});
