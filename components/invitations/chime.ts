let context: AudioContext | undefined;

/** Two soft notes, made here so that no file is loaded. A page that nobody has touched yet stays silent: browsers want it so. */
export function chime(): void {
  context ??= new AudioContext();
  if (context.state !== 'running') void context.resume();
  const start = context.currentTime;
  for (const [index, frequency] of [659.3, 880].entries()) {
    const at = start + index * 0.14;
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + 0.55);
  }
}
