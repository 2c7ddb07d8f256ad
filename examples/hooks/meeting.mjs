// A smoke test for calls, as a Lambda function that a hook names (docs/reference/steps.md): a user of stable and a user of the canary meet in
// one room. Each gets the front end of its arm by a signed override token, as testers do (docs/guides/edge.md); that front end says where its
// API is, and signalling goes through there. Then they exchange data over a WebRTC data channel, and once more with the other one
// calling. So it fails when one arm's signalling is broken, or when the two do not understand each other.
//
// What an arm has to offer, over HTTP:
//   GET  SITE/config.json                  with the token as a cookie: {"api": "https://…"} of the arm
//   POST API/rooms/ROOM/signals            {"to": "stable", "type": "offer", "sdp": "…"}
//   GET  API/rooms/ROOM/signals?to=canary  [{"type": "offer", "sdp": "…"}]
// Both users are in this function, so their data stay in it: what is tried is the signalling and what it says, not the network
// between users. Bundle the file with its package `werift` (MIT, about 6 MB installed).
import { createHmac, randomUUID } from 'node:crypto';
import { RTCPeerConnection } from 'werift';

/** How often one looks for what the other sent, and how long in between, in milliseconds. */
const LOOKS = 20;
const BETWEEN_MS = 250;
/** How long the two may take to connect and to exchange a word. */
const CONNECT_MS = 10_000;
/** How long an override token holds, in seconds. */
const TOKEN_S = 60;

/** Two peers in one function reach each other over loopback; no server is asked for addresses. */
const LOOPBACK = { iceServers: [], iceUseIpv4: false, iceUseIpv6: false, iceAdditionalHostAddresses: ['127.0.0.1'] };

const later = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * The function that Serin calls.
 *
 * @param site where the front end is, for example https://shop.example.com
 * @param split the name of the split in the functions at the edge
 * @param secret the one that signs override tokens
 */
export function createHandler({ site, split, secret, now = Date.now, wait = later }) {
  function tokenFor(arm) {
    const expires = Math.floor(now() / 1000) + TOKEN_S;
    const signed = `serin\noverride\n${split}\n${arm}\n${expires}`;
    return `${arm}.${expires}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  }

  async function ask(arm, url, options) {
    const response = await fetch(url, options).catch((error) => {
      throw new Error(`${arm} does not answer at ${url}: ${error.cause?.code ?? error.message}`);
    });
    if (!response.ok) throw new Error(`${arm} answers ${response.status} at ${url}`);
    return response.json().catch(() => {
      throw new Error(`${arm} answers no JSON at ${url}`);
    });
  }

  /** What the other one sent, once it is there. */
  async function receivedBy(arm, signals, type) {
    for (let look = 0; look < LOOKS; look += 1) {
      if (look > 0) await wait(BETWEEN_MS);
      const found = (await ask(arm, `${signals}?to=${arm}`)).find((signal) => signal.type === type);
      if (found === undefined) continue;
      if (typeof found.sdp !== 'string') throw new Error(`${arm} gets an ${type} without sdp`);
      return { type, sdp: found.sdp };
    }
    throw new Error(`${arm} never gets the ${type}`);
  }

  /** A user of an arm in a room, as its front end would act. */
  async function userOf(arm, room) {
    const { api } = await ask(arm, `${site}/config.json`, { headers: { cookie: `serin-override=${tokenFor(arm)}` } });
    if (typeof api !== 'string') throw new Error(`the front end of ${arm} does not say where its API is`);
    const signals = `${api}/rooms/${room}/signals`;
    return {
      arm,
      peer: new RTCPeerConnection(LOOPBACK),
      send: (to, { type, sdp }) =>
        ask(arm, signals, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ to, type, sdp }),
        }),
      receive: (type) => receivedBy(arm, signals, type),
    };
  }

  /** What the other one sends back over the data channel. */
  function echoed(caller, called, word) {
    const channel = caller.peer.createDataChannel('smoke');
    called.peer.onDataChannel.subscribe((other) => {
      other.onMessage.subscribe((text) => other.send(`${called.arm} got ${text}`));
    });
    return new Promise((heard) => {
      channel.onMessage.subscribe((text) => heard(String(text)));
      channel.stateChanged.subscribe((state) => {
        if (state === 'open') channel.send(word);
      });
    });
  }

  async function meet(caller, called) {
    const word = randomUUID();
    const answer = echoed(caller, called, word);
    await caller.peer.setLocalDescription(await caller.peer.createOffer());
    await caller.send(called.arm, caller.peer.localDescription);
    await called.peer.setRemoteDescription(await called.receive('offer'));
    await called.peer.setLocalDescription(await called.peer.createAnswer());
    await called.send(caller.arm, called.peer.localDescription);
    await caller.peer.setRemoteDescription(await caller.receive('answer'));
    const heard = await Promise.race([answer, wait(CONNECT_MS)]);
    if (heard !== `${called.arm} got ${word}`) throw new Error('the two are in one room and cannot connect');
  }

  async function call(from, to) {
    const room = `smoke-${randomUUID()}`;
    const users = [];
    try {
      for (const arm of [from, to]) users.push(await userOf(arm, room));
      await meet(users[0], users[1]);
    } catch (error) {
      throw new Error(`${from} calls ${to}: ${error.message}`, { cause: error });
    } finally {
      await Promise.all(users.map(({ peer }) => peer.close()));
    }
  }

  return async () => {
    try {
      await call('stable', 'canary');
      await call('canary', 'stable');
      return { ok: true, text: 'A user of stable and one of the canary met, each calling the other' };
    } catch (error) {
      return { ok: false, text: error.message };
    }
  };
}

/** What Lambda calls. SECRET comes from a secret store where the function has one. */
export async function handler(event) {
  const { SITE: site, SPLIT: split, SECRET: secret } = process.env;
  return createHandler({ site, split, secret })(event);
}
