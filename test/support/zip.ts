import { inflateRawSync } from 'node:zlib';

/** Size and place of the records of a zip. Source: APPNOTE.TXT of PKWARE, 4.3.7, 4.3.12 and 4.3.16. */
const END = { signature: 0x06054b50, bytes: 22 };
const ENTRY = { signature: 0x02014b50, bytes: 46 };
const LOCAL_BYTES = 30;

/** The files of a zip without comment, by name. @throws when it is no zip, or holds what this cannot read */
export function unzip(zip: Buffer): Readonly<Record<string, Buffer>> {
  const end = zip.length - END.bytes;
  if (zip.readUInt32LE(end) !== END.signature) throw new Error('This is no zip without comment.');
  const files: Record<string, Buffer> = {};
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== ENTRY.signature) throw new Error(`There is no entry at ${at}.`);
    const name = zip.subarray(at + ENTRY.bytes, at + ENTRY.bytes + zip.readUInt16LE(at + 28)).toString();
    files[name] = content(zip, { at, method: zip.readUInt16LE(at + 10) });
    at += ENTRY.bytes + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

function content(zip: Buffer, { at, method }: { at: number; method: number }): Buffer {
  const local = zip.readUInt32LE(at + 42);
  const start = local + LOCAL_BYTES + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
  if (method !== 0 && method !== 8) throw new Error(`Compression ${method} is not known here.`);
  return method === 0 ? packed : inflateRawSync(packed);
}
