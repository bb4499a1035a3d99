// The call over the media server, as far as it needs no page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { callName } from "../../../openchair/rooms/static/rooms/voice/company.js";
import { numberOf } from "../../../openchair/rooms/static/rooms/voice/server.js";

test("a page counts a person's number as the house does", async () => {
  // tests/rooms/voice/media/test_janus.py says the same of the same mark.
  assert.equal(await numberOf("leg-of-wren"), 3157037979574852);
  assert.ok(Number.isSafeInteger(await numberOf("leg-of-tove")));
});

test("each small group of each round is a call of another name", () => {
  const small = (round, mine) => ({ me: { seat: "a" }, small: { round, groups: [{ number: 1, members: mine ? ["a"] : [], visitors: [] }] } });
  const names = [{ me: { seat: "a" }, small: null }, small(1, true), small(1, false), small(2, true)].map(callName);
  assert.equal(new Set(names).size, 4);
});
