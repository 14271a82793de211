import assert from "node:assert/strict";
import test from "node:test";

import { isNumber, isOutput, isWord } from "../../docs/assets/js/marking.js";

test("numbers are read as people type them", () => {
  for (const [given, verdict] of [
    ["0.25", true],
    ["0,25", true],
    [".25", true],
    ["1/4", true],
    ["25e-2", true],
    ["0.2499", true],
    ["−0.25", false],
    ["0.26", false],
    ["a quarter", undefined],
    ["1/2/3", undefined],
    ["", undefined],
  ]) {
    assert.equal(isNumber(given, "0.25", "0.001"), verdict, given);
  }
  assert.equal(isNumber("1 024", "1024", "0"), true);
});

test("the rounding of decimals to binary is forgiven", () => {
  assert.equal(isNumber("0.3", "0.30000000000000004", "0"), true);
  assert.equal(isNumber("1.415", "1.41", "0.005"), true);
  assert.equal(isNumber("1.4151", "1.41", "0.005"), false);
});

test("words are read whatever their case and spaces", () => {
  assert.equal(isWord(" The  Softmax ", "softmax|the softmax"), true);
  assert.equal(isWord("soft max", "softmax|the softmax"), false);
});

test("output is read whatever its spaces, with its capitals", () => {
  assert.equal(isOutput("(2,3)", "(2, 3)"), true);
  assert.equal(isOutput("torch.Size([2,3])", "torch.Size([2, 3])"), true);
  assert.equal(isOutput("1\n2", "1 2"), true);
  assert.equal(isOutput("12", "1 2"), false);
  assert.equal(isOutput("true", "True"), false);
  assert.equal(isOutput("(3, 2)", "(2, 3)"), false);
});
