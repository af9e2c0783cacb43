/**
 * SHA-256 (FIPS 180-4) of a short text, in lower-case hexadecimal. Our own, because the browser's is absent outside
 * secure contexts and answers one call at a time by promise, where a proof of work makes a hundred thousand.
 */
const firstPrimes = (count: number): number[] => {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  return primes;
};

const fractionBits = (x: number): number => Math.floor((x - Math.floor(x)) * 0x1_0000_0000) | 0;

const K = Int32Array.from(firstPrimes(64), (p) => fractionBits(Math.cbrt(p)));
const START = Int32Array.from(firstPrimes(8), (p) => fractionBits(Math.sqrt(p)));

const encoder = new TextEncoder();
const w = new Int32Array(64);
const at = (words: Int32Array, index: number): number => words[index] as number;
const turn = (x: number, bits: number): number => (x >>> bits) | (x << (32 - bits));

const compress = (state: Int32Array, block: DataView, offset: number): void => {
  for (let i = 0; i < 16; i++) w[i] = block.getInt32(offset + i * 4);
  for (let i = 16; i < 64; i++) {
    const a = at(w, i - 15);
    const b = at(w, i - 2);
    const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
    const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
    w[i] = (at(w, i - 16) + s0 + at(w, i - 7) + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(K, i) + at(w, i)) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state.set([at(state, 0) + a, at(state, 1) + b, at(state, 2) + c, at(state, 3) + d], 0);
  state.set([at(state, 4) + e, at(state, 5) + f, at(state, 6) + g, at(state, 7) + h], 4);
};

export const sha256Hex = (text: string): string => {
  const bytes = encoder.encode(text);
  const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x2000_0000));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const state = START.slice();
  for (let offset = 0; offset < padded.length; offset += 64) compress(state, view, offset);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
};
