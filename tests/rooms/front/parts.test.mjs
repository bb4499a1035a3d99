// The parts of the room's page that need no page: the way of the piece, the line, what is told aloud, what is said in words.
import assert from "node:assert/strict";
import { mock, test } from "node:test";

const rooms = new URL("../../../openchair/rooms/static/rooms/", import.meta.url);
const { shortWay } = await import(new URL("circle.js", rooms));
const { Announcer } = await import(new URL("announce.js", rooms));
const { RoomLine, backOff } = await import(new URL("socket.js", rooms));
const { heardWords, mustWait, nextUp, stateOf, turnTime } = await import(new URL("telling.js", rooms));
const { fill, timeLeft } = await import(new URL("words-of.js", rooms));

test("the piece takes the short way round, also over the top of the table", () => {
  assert.equal(shortWay(180, 270), 270);
  assert.equal(shortWay(500, 180), 540);
  for (let from = -720; from <= 720; from += 36) for (let to = 0; to < 360; to += 36) {
    const there = shortWay(from, to);
    assert.ok(Math.abs(there - from) <= 180);
    assert.equal((((there - to) % 360) + 360) % 360, 0);
  }
});

test("waiting doubles, is spread, and is never longer than ten seconds", () => {
  assert.equal(backOff(0, () => 1), 600);
  assert.equal(backOff(2, () => 0), 1200);
  assert.equal(backOff(50, () => 1), 10_000);
});

test("phrases keep what they do not know, and names are put in as they are", () => {
  assert.equal(fill("%(name)s and %(other)s", { name: "$& <b>" }), "$& <b> and %(other)s");
  assert.equal(timeLeft(12 * 60_000 + 5_000), "About 12 minutes left");
  assert.equal(timeLeft(20_000), "Less than a minute left");
});

test("fifty new words make at most one announcement in two seconds, and none while paused", () => {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const told = [];
  const announcer = new Announcer((words) => words && told.push([Date.now(), words]));
  for (let number = 1; number <= 50; number += 1) {
    announcer.tell(`Words ${number}`);
    mock.timers.tick(100);
  }
  mock.timers.tick(5_000);
  const gaps = told.slice(1).map(([at], index) => at - told[index][0]);
  assert.ok(gaps.every((gap) => gap >= 2_000), String(gaps));
  assert.ok(told.length <= 4);
  assert.match(told.at(-1)[1], /Words 50$/);
  announcer.paused = true;
  announcer.tell("Not now");
  mock.timers.tick(5_000);
  assert.ok(!told.some(([, words]) => words.includes("Not now")));
  mock.timers.reset();
});

const seat = (name, more = {}) => ({ seat: name, name: name.toUpperCase(), part: "member", pronouns: "", place: "inside", line: true, away: null, listening: false, last_commitment: null, reported: null, commitment: null, ...more });
const view = (more = {}) => ({
  meeting: { phase: "running", segments: [{ kind: "round", title: "Round", prompt: "", script: [], minutes: 5, turn_seconds: 0 }], index: 0, lead: "a" },
  me: { seat: "w", floor: { turns: 0, ms: 0 } }, seats: [seat("w"), seat("t"), seat("a", { part: "facilitator" })],
  floor: { holder: null, since_ms: 0, offered: null, last: null }, round: null, queue: [], words: [], private: [], leaders: null, ...more,
});

test("only the one who was answered reads names; others read that somebody was heard, and never a number", () => {
  const mine = { seat: "w", answers: { t: "hear", a: "with_you" }, mine: null, heard: true };
  assert.equal(heardWords(view(), mine), "T hears you. A is with you.");
  const theirs = { seat: "t", answers: null, mine: null, heard: true };
  assert.equal(heardWords(view(), theirs), "T has been heard.");
  assert.equal(heardWords(view(), { ...theirs, mine: "me_too" }), "You said “me too” to T.");
  assert.equal(heardWords(view(), { ...theirs, heard: false }), "");
});

test("a chair says where somebody is, and no reason", () => {
  const now = view({ floor: { holder: "t", since_ms: 0, offered: null, last: "t" } });
  assert.equal(stateOf(now, now.seats[1]), "Has the floor");
  assert.equal(stateOf(now, seat("o", { listening: true })), "Listening");
  assert.equal(stateOf(now, seat("l", { place: "absent", away: "" })), "Gave notice");
  assert.equal(stateOf(now, seat("m", { place: "gone" })), "Left for today");
});

test("in a round words wait for the piece, and the round goes before raised hands", () => {
  assert.equal(mustWait(view()), true);
  assert.equal(mustWait(view({ floor: { holder: "w", since_ms: 0, offered: null, last: null } })), false);
  assert.deepEqual(nextUp(view({ round: { coming: ["t"] }, queue: ["a"] })), ["t"]);
});

test("a turn has a soft time: a hint before it, and afterwards others are named and nobody is told that it is over", () => {
  const segments = [{ kind: "round", title: "Round", prompt: "", script: [], minutes: 5, turn_seconds: 90 }];
  const meeting = { phase: "running", segments, index: 0, lead: "a" };
  const holds = view({ meeting, floor: { holder: "w", since_ms: 0, offered: null, last: "w" }, round: { coming: ["t"] } });
  assert.equal(turnTime(holds, 30_000), "");
  assert.equal(turnTime(holds, 60_000), "About half a minute of the usual time left.");
  assert.equal(turnTime(holds, 95_000), "There is no hurry; others would like a turn too.");
  assert.equal(turnTime({ ...holds, round: { coming: [] } }, 95_000), "There is no hurry. Pass it on when you are ready.");
  assert.equal(turnTime({ ...holds, floor: { ...holds.floor, holder: "t" } }, 95_000), "");
});

/** What stands on the other side of the line: the browser's socket, driven by the test. */
class Wire extends EventTarget {
  static all = [];
  readyState = 0;
  sent = [];
  constructor() { super(); Wire.all.push(this); }
  send(text) { this.sent.push(JSON.parse(text)); }
  close() { this.readyState = 3; }
  opens() { this.readyState = 1; this.dispatchEvent(new Event("open")); }
  says(frame) { this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(frame) })); }
  drops() { this.readyState = 3; this.dispatchEvent(new Event("close")); }
}

function aLine() {
  Wire.all = [];
  const line = new RoomLine("/live/x", () => new Wire());
  const heard = [];
  for (const name of ["snapshot", "event", "up", "down", "bye", "refused"]) line.addEventListener(name, (event) => heard.push([name, event.detail]));
  line.connect();
  return { line, heard, wire: () => Wire.all.at(-1) };
}

test("what is not acknowledged is sent again under the same id after a drop, with the positions reached", () => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  const { line, wire } = aLine();
  wire().opens();
  assert.deepEqual(wire().sent[0], { t: "hello", have: {} });
  wire().says({ t: "snapshot", view: {}, have: { room: 3, person: 1 } });
  line.ask({ type: "say", words: "Kept" });
  const first = wire().sent.at(-1);
  wire().says({ t: "event", s: "room", n: 4, at: 0, e: { type: "paused" } });
  wire().drops();
  mock.timers.tick(1_000);
  wire().opens();
  assert.deepEqual(wire().sent[0], { t: "hello", have: { room: 4, person: 1 } });
  wire().says({ t: "resumed" });
  assert.deepEqual(wire().sent[1], first);
  wire().says({ t: "ack", id: first.id });
  wire().drops();
  mock.timers.tick(1_000);
  wire().opens();
  wire().says({ t: "resumed" });
  assert.equal(wire().sent.length, 1);
  line.close();
  mock.timers.reset();
});

test("an event twice is taken once, and a hole brings a fresh view", () => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  const { line, heard, wire } = aLine();
  wire().opens();
  wire().says({ t: "snapshot", view: {}, have: { room: 1 } });
  const frame = { t: "event", s: "room", n: 2, at: 0, e: { type: "paused" } };
  wire().says(frame);
  wire().says(frame);
  assert.equal(heard.filter(([name]) => name === "event").length, 1);
  wire().says({ ...frame, n: 4 });
  mock.timers.tick(1_000);
  wire().opens();
  assert.deepEqual(wire().sent[0], { t: "hello", have: {} });
  line.close();
  mock.timers.reset();
});

test("too fast is asked again with the same id; a real no settles", async () => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  const { line, wire } = aLine();
  wire().opens();
  wire().says({ t: "snapshot", view: {}, have: {} });
  const answer = line.ask({ type: "raise_hand" });
  const { id } = wire().sent.at(-1);
  wire().says({ t: "no", id, code: "too_fast", words: "" });
  mock.timers.tick(2_000);
  assert.equal(wire().sent.filter((frame) => frame.id === id).length, 2);
  wire().says({ t: "no", id, code: "not_now", words: "Not now." });
  assert.deepEqual(await answer, { ok: false, code: "not_now", words: "Not now." });
  line.close();
  mock.timers.reset();
});

test("a farewell for good is final; a slow reader or a restart is tried again", () => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  const { heard, wire } = aLine();
  wire().opens();
  wire().says({ t: "bye", why: "slow" });
  wire().drops();
  mock.timers.tick(1_000);
  assert.equal(Wire.all.length, 2);
  wire().opens();
  wire().says({ t: "bye", why: "revoked" });
  wire().drops();
  mock.timers.tick(60_000);
  assert.equal(Wire.all.length, 2);
  assert.deepEqual(heard.at(-1), ["bye", { why: "revoked" }]);
  mock.timers.reset();
});
