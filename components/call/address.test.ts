import { expect } from '@open-wc/testing';
import { addressOf } from './address';
import { levelOf } from './level-meter';

describe('addresses and levels', () => {
  it('reads what a person writes', () => {
    const own = 'sip:alice@contoso.com';
    expect(addressOf('sip:bob@fabrikam.com', own)).to.equal('sip:bob@fabrikam.com');
    expect(addressOf(' bob@fabrikam.com ', own)).to.equal('sip:bob@fabrikam.com');
    expect(addressOf('bob', own)).to.equal('sip:bob@contoso.com');
    expect(addressOf('+49 (30) 123-45', own)).to.equal('sip:+493012345@contoso.com');
    expect(addressOf('#100', own)).to.equal('sip:%23100@contoso.com');
    expect(addressOf('bob the builder', own)).to.equal(undefined);
    expect(addressOf('', own)).to.equal(undefined);
  });

  it('measures loudness in decibels', () => {
    expect(levelOf(new Float32Array(8))).to.equal(0);
    expect(levelOf(new Float32Array(8).fill(1))).to.equal(1);
    expect(levelOf(new Float32Array(8).fill(0.0316228))).to.be.closeTo(0.5, 0.001);
  });
});
