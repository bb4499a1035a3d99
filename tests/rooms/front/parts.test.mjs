// The parts of the room's page that need no page: the way of the piece, the line, what is told aloud, what is said in words.
import assert from "node:assert/strict";
import { mock, test } from "node:test";

const rooms = new URL("../../../openchair/rooms/static/rooms/", import.meta.url);
const { shortWay } = await import(new URL("circle.js", rooms));
const { Announcer } = await import(new URL("announce.js", rooms));
const { RoomLine, backOff } = await import(new URL("socket.js", rooms));
const { everybody, heardWords, holderTime, legendWords, mustWait, nameOf, nextUp, shares, shareWords, slotWords, stateOf, turnLeft, turnTime } = await import(new URL("telling.js", rooms));
const { fill, timeLeft } = await import(new URL("words-of.js", rooms));
const { askedWithin, within } = await import(new URL("within.js", rooms));
const { groupTime, withWhom } = await import(new URL("small-groups.js", rooms));
const { Drafts, draftName } = await import(new URL("drafts.js", rooms));
const { acts, lostWords } = await import(new URL("tapping.js", rooms));
const { Arrangement, leftWords, mixedWords, place, placed } = await import(new URL("arrangement.js", rooms));
const { Taps } = await import(new URL("taps.js", rooms));
const { mayOpenRound } = await import(new URL("ways.js", rooms));

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

const seat = (name, more = {}) => ({ seat: name, name: name.toUpperCase(), part: "member", pronouns: "", place: "inside", line: true, away: null, way: "speak", last_commitment: null, reported: null, commitment: null, ...more });
const view = (more = {}) => ({
  meeting: { phase: "running", kind: "round", segments: [{ kind: "round", title: "Round", prompt: "", script: [], minutes: 5, turn_seconds: 0 }], index: 0, lead: "a" },
  me: { seat: "w", floor: { turns: 0, ms: 0 } }, seats: [seat("w"), seat("t"), seat("a", { part: "facilitator" })],
  floor: { holder: null, since_ms: 0, offered: null, last: null }, round: null, inner: null, queue: [], question: null, other_views: null, aftercare: null, echo: null, roles: {}, words: [], private: [], leaders: null, ...more,
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
  assert.equal(stateOf(now, seat("o", { way: "listen" })), "Listening");
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
  const meeting = { phase: "running", kind: "round", segments, index: 0, lead: "a" };
  const holds = view({ meeting, floor: { holder: "w", since_ms: 0, offered: null, last: "w" }, round: { coming: ["t"] } });
  assert.equal(turnTime(holds, 30_000), "");
  assert.equal(turnTime(holds, 60_000), "About half a minute of the usual time left.");
  assert.equal(turnTime(holds, 95_000), "There is no hurry; others would like a turn too.");
  assert.equal(turnTime({ ...holds, round: { coming: [], seconds: 0 } }, 95_000), "There is no hurry. Pass it on when you are ready.");
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
  const line = new RoomLine("/live/x", [() => new Wire()]);
  const heard = [];
  for (const name of ["snapshot", "event", "up", "down", "bye", "refused"]) line.addEventListener(name, (event) => heard.push([name, event.detail]));
  line.connect();
  return { line, heard, wire: () => Wire.all.at(-1) };
}

test("in equal slots the time is the same for all, told in words, and its end is told alike to everybody", () => {
  const segments = [{ kind: "timed_round", title: "The same for each", prompt: "", script: [], minutes: 10, turn_seconds: 0 }];
  const now = view({ floor: { holder: "w", since_ms: 0, offered: null, last: "w" }, round: { coming: ["t"], seconds: 120 } });
  const timed = { ...now, meeting: { ...now.meeting, kind: "timed_round", segments } };
  assert.equal(slotWords(timed), "The same time for everybody: about 2 minutes");
  assert.equal(turnLeft(timed, 30_000), 0.75);
  assert.equal(turnTime(timed, 30_000), "");
  assert.equal(turnTime(timed, 100_000), "About half a minute of the usual time left.");
  for (const coming of [["t"], []]) assert.equal(turnTime({ ...timed, round: { coming, seconds: 120 } }, 130_000), "Your time has come round. End in peace; nobody is cut off.");
  assert.equal(turnLeft(timed, 500_000), 0);
  assert.equal(turnLeft({ ...timed, floor: { ...timed.floor, holder: null } }, 500), null);
  assert.equal(slotWords(view()), "");
});

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

test("sent elsewhere, a page knocks again soon, however often: the next place may hear the room", () => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  const { line, wire } = aLine();
  for (let times = 1; times <= 8; times += 1) {
    wire().opens();
    wire().says({ t: "bye", why: "elsewhere" });
    wire().drops();
    mock.timers.tick(600);
    assert.equal(Wire.all.length, times + 1);
  }
  line.close();
  mock.timers.reset();
});

function aLineOfTwoWays() {
  Wire.all = [];
  const taken = [];
  const way = (name) => () => (taken.push(name), new Wire());
  const line = new RoomLine("/live/x", [way("socket"), way("stream")]);
  line.connect();
  return { line, taken, wire: () => Wire.all.at(-1) };
}

test("where no socket gets through twice, refused or silent, the stream is taken, and kept for this page", () => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  const { line, taken, wire } = aLineOfTwoWays();
  wire().drops();
  mock.timers.tick(1_000);
  wire().opens();
  // Opened, and then nothing comes through.
  mock.timers.tick(8_000);
  mock.timers.tick(2_000);
  assert.deepEqual(taken, ["socket", "socket", "stream"]);
  wire().opens();
  wire().says({ t: "snapshot", view: {}, have: { room: 2 } });
  assert.equal(line.up, true);
  wire().drops();
  mock.timers.tick(1_000);
  assert.deepEqual(taken.slice(3), ["stream"]);
  wire().opens();
  assert.deepEqual(wire().sent[0], { t: "hello", have: { room: 2 } });
  line.close();
  mock.timers.reset();
});

test("a house that was away a while does not cost a page its socket", () => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  const { line, taken, wire } = aLineOfTwoWays();
  wire().opens();
  wire().says({ t: "snapshot", view: {}, have: {} });
  wire().drops();
  for (let count = 0; count < 4; count++) {
    mock.timers.tick(10_000);
    wire().drops();
  }
  mock.timers.tick(10_000);
  assert.equal(taken.at(-1), "stream");
  wire().opens();
  wire().says({ t: "resumed" });
  wire().drops();
  mock.timers.tick(10_000);
  assert.equal(taken.at(-1), "socket");
  line.close();
  mock.timers.reset();
});

test("from inside a small group the page shows that group, and what is asked there is asked of it alone", () => {
  const seat = (name) => ({ seat: name, name: name.toUpperCase(), part: "member", place: "inside", line: true });
  const mine = { number: 2, stream: "group:1-2", floor: { holder: "c", since_ms: 1, offered: null, last: "c" }, queue: ["d"], words: [{ id: 1, seat: "d", words: "Between us." }] };
  const groups = [{ number: 1, members: ["a", "b"], lead: "a", visitors: [] }, { number: 2, members: ["c", "d"], lead: "d", visitors: [] }];
  const small = { round: 1, asks: "What helps?", opened_ms: 0, ends_ms: 600_000, back_ms: 0, told: [], groups, mine };
  const view = { meeting: { phase: "paused", kind: "small_groups", segments: [{ kind: "open_floor" }], index: 0, lead: "x" }, me: { seat: "c" }, leaders: null, seats: ["a", "b", "c", "d"].map(seat), floor: { holder: "a" }, queue: ["b"], words: [{ id: 9, words: "To everybody." }], small };
  const inside = within(view);
  assert.deepEqual(inside.seats.map((one) => one.seat), ["c", "d"]);
  assert.deepEqual([nameOf(inside, "a"), everybody(inside).length], ["A", 4], "a private word goes to whoever it was meant for, also outside the group");
  assert.deepEqual([inside.floor.holder, inside.queue, inside.words[0].words, inside.meeting.phase], ["c", ["d"], "Between us.", "running"]);
  assert.equal(inside.meeting.segments[0].prompt, "What helps?");
  assert.equal(inside.floor.silence_ms, null, "a silence at the whole table is none here");
  assert.deepEqual(askedWithin({ type: "say", words: "Hm.", wants: null, note: "", mark: null, heavy: true }, inside), { type: "say_in_group", group: "group:1-2", words: "Hm.", wants: null, note: "", heavy: true });
  assert.deepEqual(askedWithin({ type: "raise_hand" }, inside), { type: "group_floor", group: "group:1-2", act: "raise_hand" });
  assert.deepEqual(askedWithin({ type: "call_leader" }, inside), { type: "call_leader" });
  assert.equal(withWhom(view), "You are with D. D leads.");
  assert.equal(groupTime(view, 0), "10 minutes.");
  assert.match(groupTime(view, 500_000), /^Two minutes left/);
  assert.match(groupTime({ ...view, small: { ...small, back_ms: 600_000 } }, 555_000), /back in about 50 seconds/);
  assert.equal(within({ ...view, small: { ...small, mine: null } }).seats.length, 4);
});

test("a draft is kept where it was written: in the plenary, or in one small group alone", () => {
  const names = ["", "group:1-1", "group:1-2", "group:2-1"].map((stream) => draftName("/live/x", stream));
  assert.equal(new Set(names).size, 4);
  const drafts = new Drafts("/live/x");
  assert.equal(drafts.name, names[0]);
  drafts.within("group:1-2");
  assert.equal(drafts.name, names[2]);
  drafts.within("");
  assert.equal(drafts.name, names[0]);
});

test("at the tablet a quiet moment waits for whoever leads", () => {
  const quiet = { ...view({ aftercare: "t" }), small: null, floor: { holder: null, since_ms: 0, offered: null, last: "t", silence_ms: null } };
  assert.deepEqual(acts(quiet), { main: { name: "goes_on", words: "Let it go on", ask: { type: "end_aftercare" } }, pass: null });
  assert.notEqual(acts({ ...quiet, aftercare: null }).main.name, "goes_on");
  const groups = { ...quiet, aftercare: null, small: { back_ms: 0 } };
  assert.deepEqual(acts(groups).main.ask, { type: "bring_back", seconds: 60 });
  assert.deepEqual(acts(groups).pass.ask, { type: "extend_small_groups", minutes: 2 });
  assert.equal(acts({ ...groups, small: { back_ms: 1 } }).main.ask, undefined);
});

test("nothing is said of the floor below three members or twenty turns; those who lead are apart, and nobody gets a number", () => {
  const people = [seat("w"), seat("t"), seat("o"), seat("a", { part: "facilitator" })];
  const counted = (floor, more = {}) => view({ seats: people, leaders: { floor }, ...more });
  const first = counted({ w: { turns: 1, ms: 60_000 } });
  assert.equal(shares(first, 0).told, "early");
  assert.equal(legendWords(shares(first, 0), false), "Too early to say how the floor is shared.");
  const nineteen = { w: { turns: 10, ms: 300_000 }, t: { turns: 5, ms: 300_000 }, a: { turns: 4, ms: 600_000 } };
  assert.equal(shares(counted(nineteen), 0).told, "early");
  const twenty = { ...nineteen, a: { turns: 5, ms: 600_000 } };
  const told = shares(counted(twenty), 0);
  assert.equal(told.told, "shares");
  assert.equal(told.even, 1 / 3);
  assert.deepEqual(["w", "t", "o", "a"].map(told.of), [0.5, 0.5, 0, null]);
  assert.equal(told.led, 0.5);
  assert.match(legendWords(told, false), /among members.* Leaders had up to half of it\.$/);
  assert.equal(shares(counted(twenty, { floor: { holder: "o", since_ms: 0, offered: null, last: "t" } }), 600_000).of("o"), 0.5);
  const two = shares(counted(twenty, { seats: people.filter((one) => one.seat !== "o") }), 0);
  assert.equal(two.told, "few");
  assert.match(legendWords(two, false), /fewer than three members/);
  assert.equal(shares(counted(twenty, { within: "group:1" }), 0).told, "few");
  for (const [share, words] of [[0, "Quiet so far"], [0.1, "Less than even"], [0.25, "About even"], [0.6, "More than even"]]) assert.equal(shareWords(share, 0.25), words);
});

test("whoever keeps an eye on the time reads soft words about another's turn, and never that it has to end", () => {
  const segments = [{ kind: "round", title: "Round", prompt: "", script: [], minutes: 5, turn_seconds: 90 }];
  const holds = view({ meeting: { phase: "running", kind: "round", segments, index: 0, lead: "a" }, floor: { holder: "t", since_ms: 0, offered: null, last: "t" } });
  assert.equal(holderTime(holds, 10_000), "T has the floor, in the first half of the usual time.");
  assert.equal(holderTime(holds, 60_000), "T has had more than half of the usual time.");
  assert.equal(holderTime(holds, 95_000), "T’s usual time has come round. Nobody is cut off.");
});

test("a round can be opened while somebody speaks, and not inside another one that goes on", () => {
  const floor = { holder: "t", since_ms: 0, offered: null, last: "t" };
  const seats = [seat("w"), seat("t"), seat("o", { place: "out" }), seat("l", { way: "listen" })];
  const now = { ...view({ floor, seats }), small: null };
  assert.equal(mayOpenRound(now), true);
  for (const coming of [[], ["o", "l"]]) assert.equal(mayOpenRound({ ...now, round: { coming, seconds: 0, came_back: false } }), true, "nobody is left to be asked");
  assert.equal(mayOpenRound({ ...now, round: { coming: ["w"], seconds: 0, came_back: false } }), false);
  for (const more of [{ inner: { kind: "round", prompt: "" } }, { aftercare: "t" }, { question: { open: true } }, { echo: { step: "confirm" } }, { small: {} }]) assert.equal(mayOpenRound({ ...now, ...more }), false);
});

test("at the tablet a listening round has its steps, and what is written first is shown or put away", () => {
  const hall = [seat("w", { hall: true }), seat("t", { hall: true })];
  const meeting = { ...view().meeting, kind: "listening_round" };
  const floor = (more) => ({ holder: null, since_ms: 0, offered: null, last: null, silence_ms: null, ...more });
  const now = { ...view({ meeting, seats: hall, floor: floor({ holder: "w" }), round: { coming: ["t"], seconds: 0, came_back: false } }), small: null };
  assert.deepEqual(acts(now).main, { name: "said", words: "W has said it", tap: { do: "pass" } });
  const confirms = acts({ ...now, floor: floor({ offered: "w" }), echo: { speaker: "w", listener: "t", step: "confirm" } });
  assert.deepEqual([confirms.main.tap, confirms.pass.tap], [{ do: "pass" }, { do: "floor", seat: "w" }]);
  const writes = acts({ ...now, floor: floor(), question: { number: 7, open: true } });
  assert.deepEqual([writes.main.ask, writes.pass.ask], [{ type: "reveal_answers", question: 7 }, { type: "put_question_away", question: 7 }]);
});

/** A room that gives these answers, one after the other. @param {...{ok: boolean, code?: string}} answers */
function taps(...answers) {
  const line = Object.assign(new EventTarget(), { up: false, ask: async () => answers.shift() });
  const told = [];
  const kept = new Taps("/live/x", "amara", { line, now: () => 1_000_000, answered: (answer) => told.push(answer) });
  const comes = async () => {
    line.up = true;
    line.dispatchEvent(new Event("up"));
    for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
  };
  return { kept, told, comes };
}

test("taps the room refuses as a whole are written down with name and time; what was so already is not", async () => {
  for (const [code, lost] of [["closed", 2], ["not_here", 2], ["not_leader", 2], ["already", 0]]) {
    const { kept, told, comes } = taps({ ok: false, code });
    kept.add({ do: "floor", seat: "w" }, "Wren");
    kept.add({ do: "pass" }, "");
    await comes();
    assert.equal(told.length, 1);
    assert.equal(kept.waiting.length, 0);
    assert.equal(kept.lost.length, lost, code);
    if (lost) {
      assert.deepEqual(kept.lost.map(lostWords), ["Wren had the floor", "the piece was passed on"]);
      assert.ok(kept.lost.every(({ at }) => at > 999_000 && at <= 1_000_000));
    }
  }
});

test("a tap that was refused at once is answered in words, and only what cannot be tapped again is written down", async () => {
  for (const [code, lost] of [["in_small_groups", 0], ["closed", 1]]) {
    const { kept, told, comes } = taps({ ok: false, code });
    kept.add({ do: "floor", seat: "w" }, "Wren");
    await comes();
    assert.deepEqual(told, [{ ok: false, code }]);
    assert.equal(kept.lost.length, lost, code);
  }
});

test("what can no longer be sent is lost with its time, once, until it was read", async () => {
  const { kept } = taps();
  kept.add({ do: "came", seat: "w" }, "Wren");
  await kept.giveUp(5_000);
  await kept.giveUp(9_000);
  assert.deepEqual(kept.lost.map(({ name }) => name), ["Wren"]);
  assert.ok(kept.lost[0].at <= 5_000 && kept.lost[0].at > 4_000);
  await kept.forget();
  assert.deepEqual([kept.waiting, kept.lost], [[], []]);
});

test("placing people keeps the groups that run, makes new ones after them, and names who leads by hand", () => {
  const running = { groups: [{ number: 2, members: ["a", "b"] }, { number: 5, members: ["c", "d"] }] };
  assert.deepEqual(placed([{ seats: ["c", "d", "x"], lead: "x" }, { seats: ["a", "b"], lead: null }, { seats: ["y", "z"], lead: "z" }], running), {
    moves: { c: 5, d: 5, x: 5, a: 2, b: 2, y: 6, z: 6 }, leads: ["x", "z"],
  });
  // Everybody left their group again: the first new one is number one.
  assert.deepEqual(placed([{ seats: ["a", "b"], lead: "b" }, { seats: ["c", "d"], lead: "c" }], { groups: [] }), {
    moves: { a: 1, b: 1, c: 2, d: 2 }, leads: ["b", "c"],
  });
});

test("an arrangement is changed by hand: two names change places, a name goes to a table, whoever is left is taken in", () => {
  const tables = new Arrangement();
  tables.take({ size: 2, groups: [{ seats: ["a", "b"], lead: "a" }, { seats: ["c", "d"], lead: "d" }], again: 0, left: ["x"] });
  assert.equal(tables.choose("a"), null);
  assert.deepEqual(tables.choose("d"), [{ seats: ["d", "b"], lead: "d" }, { seats: ["c", "a"], lead: "c" }]);
  assert.deepEqual(tables.left, ["x"]);
  assert.equal(tables.choose("x"), null);
  tables.plan = tables.put(1);
  assert.deepEqual(tables.plan, [{ seats: ["a", "b"], lead: "a" }, { seats: ["c", "d", "x"], lead: "d" }]);
  assert.deepEqual([tables.left, tables.chosen], [[], null]);
  const people = [seat("a", { hall: true }), seat("b", { hall: true }), seat("x", { hall: false })];
  assert.equal(leftWords(view({ seats: people }), ["x"]), "X is the only one online. X sits at no table yet. Choose the name, then a table.");
  assert.match(mixedWords(view({ seats: people }), ["a", "x"]), /needs a device/);
  assert.equal(mixedWords(view({ seats: people }), ["a", "b"]), "");
  tables.done();
  tables.take(null);
  assert.deepEqual([tables.open, tables.left], [false, []]);
});

test("where a move is refused nobody is named to lead, and what is so already is no refusal", async () => {
  const asked = [];
  const running = { groups: [{ number: 1, members: ["a", "b"] }] };
  const with_ = (answers) => (command) => { asked.push(command.type); return Promise.resolve(answers[command.type]); };
  const plan = [{ seats: ["a", "b"], lead: "b" }];
  const no = { ok: false, code: "not_available", words: "" };
  assert.equal(await place(with_({ move_to_groups: no }), plan, running), no);
  assert.deepEqual(asked, ["move_to_groups"]);
  assert.deepEqual(await place(with_({ move_to_groups: { ok: false, code: "already" }, hand_on_group: { ok: true } }), plan, running), { ok: true });
  assert.deepEqual(asked, ["move_to_groups", "move_to_groups", "hand_on_group"]);
});
