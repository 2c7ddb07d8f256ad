/** Texts that something may stumble over, by what they are. */
export const oddTexts: Readonly<Record<string, string>> = {
  'nothing but spaces': ' '.repeat(50),
  '40,000 characters': 'x'.repeat(40_000),
  '40,000 words': 'x '.repeat(20_000),
  '40,000 opening brackets': '<'.repeat(40_000),
  '40,000 quotes': '"'.repeat(40_000),
  'control characters': Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join(''),
  'half a surrogate pair': 'start checkout v\ud83d',
  'a zero-width name': 'start check\u200bout\u202e v54',
  'combining marks': `start checkout v${'\u0301'.repeat(5_000)}`,
  'a right-to-left override': '\u202estart checkout v54\u202d \u2066x\u2069',
  'full-width letters': 'ｓｔａｒｔ ｃｈｅｃｋｏｕｔ ｖ５４',
  'emoji of several parts': '👩‍👩‍👧‍👦'.repeat(500),
  'a mention of everyone': 'rollback <!channel> <!here> &lt;!everyone&gt;',
  'a name of Object.prototype': 'constructor __proto__ toString',
  'the same as a service': 'status __proto__',
  'a path': 'status ../../etc/passwd',
  'a template': 'status $(id) {{x}} %s %d',
  'a new line in a name': 'status check\nout\r\nX-Injected: 1',
};

/** JSON that is more than it looks like, by what it is. Each is text, since no object can hold all of them. */
export const jsonBombs: Readonly<Record<string, string>> = {
  '100,000 arrays in each other': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  '100,000 objects in each other': `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
  'an array of 400,000 numbers': `[${'0,'.repeat(399_999)}0]`,
  'an object of 50,000 keys': `{${Array.from({ length: 50_000 }, (_, i) => `"k${i}":0`).join(',')}}`,
  'a text of 900,000 characters': JSON.stringify('x'.repeat(900_000)),
  'a number beyond all numbers': '1e999999',
  'a prototype': '{"__proto__":{"admitted":true,"toString":1},"constructor":{"prototype":{"admitted":true}}}',
  nothing: 'null',
};
