// The parts of the call that need no page: whose microphone is heard, who hears whom, and how a way is found again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { callOf, company, holderHere, isSeen } from "../../../openchair/rooms/static/rooms/voice/company.js";
import { within } from "../../../openchair/rooms/static/rooms/within.js";
import { Choice } from "../../../openchair/rooms/static/rooms/voice/microphone.js";
import { Peer } from "../../../openchair/rooms/static/rooms/voice/peer.js";
import { Way } from "../../../openchair/rooms/static/rooms/voice/way.js";

test("a microphone is off until its owner turns it on", () => {
  const choice = new Choice();
  assert.equal(choice.sends, false);
  choice.pieceMoved(null, "me", "me", true);
  choice.pieceMoved("me", null, "me", true);
  assert.equal(choice.sends, false);
  choice.press(null, "me", false);
  assert.equal(choice.sends, true);
});

test("the piece lowers it when it goes and raises it when it comes back, only where the group chose so", () => {
  const [follows, not] = [new Choice(), new Choice()];
  for (const [choice, rule] of [[follows, true], [not, false]]) {
    choice.press(null, "me", rule);
    choice.pieceMoved(null, "other", "me", rule);
  }
  assert.deepEqual([follows.sends, not.sends], [false, true]);
  follows.pieceMoved("other", "me", "me", true);
  assert.equal(follows.sends, true);
  follows.pieceMoved("me", null, "me", true);
  assert.equal(follows.sends, false);
  follows.press(null, "me", true);
  assert.equal(follows.sends, true, "while the piece lies on the table its owner may raise it");
});

test("turned on while another holds the piece, it waits; pressed again, it is off", () => {
  const choice = new Choice();
  choice.press("other", "me", true);
  assert.deepEqual([choice.wanted, choice.sends], [true, false]);
  choice.press("other", "me", true);
  assert.equal(choice.wanted, false);
  choice.pieceMoved("other", "me", "me", true);
  assert.equal(choice.sends, false, "what its owner turned off, nothing raises");
});

test("after a request for quiet only its owner turns it on again", () => {
  const choice = new Choice();
  choice.press(null, "me", true);
  choice.rest();
  choice.pieceMoved("other", "me", "me", true);
  assert.equal(choice.sends, false);
});

const view = (small) => ({
  me: { seat: "a" },
  floor: { holder: "b" },
  small,
  voice: {
    rules: { voice: "video", follows_piece: true, people: 3, cameras: 1 },
    people: ["b", "a", "c", "d"].map((seat) => ({ seat, leg: seat, camera: true })),
  },
});

test("at the whole table the first ones are in the call, and the first cameras are seen", () => {
  const all = view(null);
  assert.deepEqual(company(all).map((one) => one.seat), ["b", "a", "c"]);
  assert.deepEqual(["a", "b"].map((seat) => isSeen(all, seat)), [false, true]);
  assert.equal(holderHere(all), "b");
});

test("in a small group one hears that group, and a leader who visits it", () => {
  const groups = [{ number: 1, members: ["a", "c"], visitors: ["d"] }, { number: 2, members: ["b"], visitors: [] }];
  const mine = { floor: { holder: "c" } };
  const small = view({ groups, mine });
  assert.deepEqual(company(small).map((one) => one.seat), ["a", "c", "d"]);
  assert.equal(callOf(small, "b"), 2);
  assert.equal(holderHere(small), "c");
});

test("who shares a call is the same seen from inside a small group and from the whole", () => {
  const groups = [{ number: 1, members: ["a", "c"], visitors: ["d"], lead: "a" }, { number: 2, members: ["b"], visitors: [], lead: "b" }];
  const mine = { number: 1, stream: "group:1-1", floor: { holder: "c" }, queue: [], words: [] };
  const whole = { ...view({ groups, mine, asks: "", opened_ms: 0, ends_ms: 600_000 }), meeting: { phase: "running" }, leaders: null, seats: ["a", "b", "c", "d"].map((seat) => ({ seat })) };
  assert.deepEqual(company(within(whole)), company(whole));
  assert.equal(holderHere(within(whole)), holderHere(whole));
});

// --- one connection, with a browser that is made up -------------------------------------------------------
class MadeUp {
  static last;
  signalingState = "stable";
  connectionState = "new";
  localDescription = null;
  restarts = 0;
  #places = [];
  constructor() {
    MadeUp.last = this;
  }
  addTransceiver(kind) {
    // As in a browser, a place takes one track after the other, each a moment after it was asked to.
    const sender = { track: null, busy: Promise.resolve(), replaceTrack: (track) => (sender.busy = sender.busy.then(() => void (sender.track = track))) };
    this.#places.push({ sender, receiver: { track: { kind } } });
    queueMicrotask(() => this.onnegotiationneeded());
  }
  getTransceivers() {
    return this.#places;
  }
  async setLocalDescription() {
    this.signalingState = "have-local-offer";
    this.localDescription = { type: "offer", sdp: "the first" };
  }
  async setRemoteDescription() {
    assert.equal(this.signalingState, "have-local-offer");
    this.signalingState = "stable";
  }
  setConfiguration() {}
  restartIce() {
    this.restarts += 1;
  }
  close() {}
}

const settled = () => new Promise((done) => setImmediate(done));

async function begun(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.RTCPeerConnection = MadeUp;
  globalThis.Audio = class {};
  const told = [];
  const way = { configuration: async () => ({}) };
  const peer = new Peer({ mine: { seat: "a", leg: "1" }, theirs: { seat: "b", leg: "2" }, video: false, way, tell: (one) => told.push(one), changed: () => undefined });
  await settled();
  return { peer, told, connection: MadeUp.last };
}

test("an offer that was missed is told again, and two answers to it are one", async (t) => {
  const { peer, told, connection } = await begun(t);
  assert.deepEqual(told, [{ k: "description", type: "offer", sdp: "the first" }]);
  t.mock.timers.tick(12_000);
  await settled();
  assert.equal(peer.state, "lost");
  assert.deepEqual(told, Array(2).fill({ k: "description", type: "offer", sdp: "the first" }));
  for (const _each of told) peer.take({ k: "description", type: "answer", sdp: "yes" });
  await settled();
  connection.connectionState = "connected";
  connection.onconnectionstatechange();
  t.mock.timers.tick(60_000);
  await settled();
  assert.deepEqual([peer.state, told.length, connection.restarts], ["connected", 2, 1]);
});

test("a way that stands is not looked for again because something else went wrong", async (t) => {
  const { peer, connection } = await begun(t);
  connection.connectionState = "connected";
  connection.onconnectionstatechange();
  connection.signalingState = "have-remote-offer";
  peer.take({ k: "description", type: "answer", sdp: "out of place" });
  await settled();
  assert.equal(peer.state, "lost");
  t.mock.timers.tick(8_000);
  await settled();
  assert.deepEqual([peer.state, connection.restarts], ["connected", 1]);
});

test("a microphone that is lowered and raised in one moment is heard", async (t) => {
  const { peer, connection } = await begun(t);
  const microphone = { kind: "audio" };
  const [{ sender }] = connection.getTransceivers();
  peer.send("audio", microphone);
  await settled();
  for (const track of [null, microphone]) peer.send("audio", track);
  await settled();
  assert.equal(sender.track, microphone);
  for (const track of [null, microphone, null]) peer.send("audio", track);
  await settled();
  assert.equal(sender.track, null);
});

test("however many ways are lost at once, the house is asked once for a new one", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  let asked = 0;
  t.mock.method(globalThis, "fetch", async () => ({ ok: true, json: async () => ({ servers: [++asked], until_ms: Date.now() + 600_000 }) }));
  const way = new Way("/relay/");
  await way.configuration();
  await Promise.all([way.configuration(true), way.configuration(true)]);
  assert.equal(asked, 1);
  t.mock.timers.tick(76_000);
  await Promise.all([way.configuration(true), way.configuration(true)]);
  assert.equal(asked, 2);
});
