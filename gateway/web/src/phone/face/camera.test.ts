import { expect, it } from "vitest";

import { RECORDING_SECONDS, taskAt, troubleOf } from "./camera";

function named(name: string): Error {
  return Object.assign(new Error(), { name });
}

it("tells why the camera did not open", () => {
  expect(troubleOf(named("NotAllowedError"))).toBe("refused");
  expect(troubleOf(named("NotFoundError"))).toBe("none");
  expect(troubleOf(named("NotReadableError"))).toBe("taken");
  expect(troubleOf("something else")).toBe("unable");
});

it("asks for both movements within the three to five seconds of the manual", () => {
  expect(RECORDING_SECONDS).toBeGreaterThanOrEqual(3);
  expect(RECORDING_SECONDS).toBeLessThanOrEqual(5);
  expect(taskAt(0).face).toBe("blink");
  expect(taskAt(RECORDING_SECONDS - 0.1).face).toBe("mouth");
  expect(taskAt(RECORDING_SECONDS + 1).face).toBe("mouth");
});
