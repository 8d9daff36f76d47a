import { expect, waitUntil } from '@open-wc/testing';
import { heard, reduceMotion } from '../internal/test-support';
import { playRemoteAudio } from './remote-audio';
import { settled, chatting, talking, root, find, words, press, stream } from './testing/stage';

describe('lync-conversation: what is heard and seen of a call', () => {
  before(reduceMotion);

  it('chooses devices and tests the microphone', async () => {
    const { element, av } = await talking();
    av.setStreams({ local: stream() });
    await press(element, 'call-devices');
    await settled(element);
    const microphone = root(element).querySelector<HTMLSelectElement>('#microphone')!;
    expect([...microphone.options].map(({ text }) => text)).to.deep.equal([
      'As the system has it',
      'Built-in microphone',
      'USB headset',
    ]);
    await expect(element).to.be.accessible();
    microphone.value = 'microphone-2';
    microphone.dispatchEvent(new Event('change'));
    await settled(element);
    expect(av.snapshot.devices.microphone).to.equal('microphone-2');
    root(element).querySelector<HTMLElement>('.test button')!.click();
    await waitUntil(() => root(element).querySelector('#level'));
    await settled(element);
    await expect(element).to.be.accessible();
    root(element).querySelector<HTMLElement>('.test button')!.click();
    await settled(element);
    expect(root(element).querySelector('#level')).to.equal(null);
    // What the call sends is still sent.
    expect(av.streams.local!.getAudioTracks()[0]!.readyState).to.equal('live');
  });

  it('shows both pictures without sound, and starts and stops one’s own', async () => {
    const { element, av } = await talking();
    await press(element, 'call-video');
    expect(av.snapshot.video).to.equal('sendrecv');
    const [local, remote] = [stream(), stream()];
    av.setStreams({ local, remote });
    await settled(element);
    const videos = [...root(element).querySelectorAll('video')];
    expect(videos.map(({ srcObject }) => srcObject)).to.deep.equal([remote, local]);
    expect(videos.every(({ muted }) => muted)).to.equal(true);
    await expect(element).to.be.accessible();
    expect(find(element, 'call-video').ariaPressed).to.equal('true');
    await press(element, 'call-video');
    expect(av.snapshot.video).to.equal('none');
    expect(root(element).querySelector('video')).to.equal(null);
  });

  it('plays the other side through one hidden element, whatever is on show', async () => {
    const { element, av } = await talking();
    const remote = stream();
    av.setStreams({ remote });
    await settled(element);
    const sounds = [...document.querySelectorAll('audio')].filter(({ srcObject }) => srcObject === remote);
    expect(sounds).to.have.length(1);
    expect(sounds[0]!.hidden).to.equal(true);
    element.conversation = undefined;
    await settled(element);
    expect(sounds[0]!.isConnected).to.equal(true);
    expect(playRemoteAudio(av)).to.equal(playRemoteAudio(av));
    av.hangUp();
    expect(sounds[0]!.isConnected).to.equal(false);
  });

  it('shows the quality in words and says when nothing arrives or leaves', async () => {
    const { element, av } = await talking();
    for (const [level, text] of [
      ['good', 'Good quality'],
      ['fair', 'Fair quality'],
      ['poor', 'Poor quality'],
      ['bad', 'Very poor quality'],
    ] as const) {
      av.set({ quality: { loss: 0, jitter: 1, score: 4, level } });
      await settled(element);
      expect(find(element, 'call-quality').textContent).to.contain(text);
      await expect(element).to.be.accessible();
    }
    av.set({ oneWay: 'not-receiving' });
    await settled(element);
    expect(root(element).querySelector('[role="alert"]')!.textContent).to.contain('You hear nothing');
    av.set({ oneWay: 'not-sending' });
    await settled(element);
    expect(root(element).querySelector('[role="alert"]')!.textContent).to.contain('does not hear you');
    await expect(element).to.be.accessible();
  });

  it('says what to do when the microphone is refused or a device is unplugged', async () => {
    const { element, av } = await chatting();
    av.failNext('permission-refused');
    const error = heard(element, 'lync-error');
    element.requestCall();
    expect((await error).failure.code).to.equal('permission-refused');
    await settled(element);
    expect(words(element)).to.contain('did not come about').and.to.contain('Allow it');
    await expect(element).to.be.accessible();
    root(element).querySelector<HTMLElement>('.answers button')!.click();
    await settled(element);
    expect(av.snapshot.state).to.equal('connected');
    av.set({ failure: { code: 'device-unplugged', message: '' } });
    await settled(element);
    expect(words(element)).to.contain('A device was unplugged. The call goes on');
    await expect(element).to.be.accessible();
    root(element).querySelector<HTMLElement>('.banner .icon-button')!.click();
    await settled(element);
    expect(words(element)).not.to.contain('unplugged');
  });
});
