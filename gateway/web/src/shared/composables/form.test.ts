import { expect, it, vi } from "vitest";
import { nextTick } from "vue";

import { Problem } from "@/api";

import { useForm } from "./form";

function form() {
  return useForm({
    initial: { phone: "", comment: "" },
    check: ({ phone }) => ({ phone: phone ? undefined : "请输入手机号" }),
  });
}

it("is not sent while something is wrong, and says so at the field", async () => {
  const { errors, submit } = form();
  const action = vi.fn(() => Promise.resolve(1));
  expect(await submit(action)).toBeUndefined();
  expect(action).not.toHaveBeenCalled();
  expect(errors["phone"]).toBe("请输入手机号");
});

it("forgets a field's error when the field is changed, and keeps the values", async () => {
  const { values, errors, submit } = form();
  values.comment = "写好的话";
  await submit(() => Promise.resolve(1));
  values.phone = "1";
  await nextTick();
  expect(errors["phone"]).toBeUndefined();
  expect(values.comment).toBe("写好的话");
});

it("is sent once, however often it is pressed", async () => {
  const { values, submit, busy } = form();
  values.phone = "13800138000";
  let answer: (value: number) => void = () => undefined;
  const action = vi.fn(() => new Promise<number>((resolve) => { answer = resolve; }));
  const first = submit(action);
  const second = submit(action);
  await vi.waitFor(() => { expect(action).toHaveBeenCalled(); });
  expect(busy.value).toBe(true);
  answer(7);
  expect(await Promise.all([first, second])).toEqual([7, undefined]);
  expect(action).toHaveBeenCalledOnce();
  expect(busy.value).toBe(false);
});

it("shows a refusal at its field, and what belongs to no field as the problem", async () => {
  const { values, errors, problem, submit } = form();
  values.phone = "1";
  await submit(() => Promise.reject(new Problem("refused", { status: 422, fields: { phone: "手机号有误" } })));
  expect(errors["phone"]).toBe("手机号有误");
  expect(problem.value).toBeNull();
  await submit(() => Promise.reject(new Problem("unavailable", { status: 503, fields: { elsewhere: "x" } })));
  expect(problem.value?.kind).toBe("unavailable");
});

it("keeps its idempotency key only while nobody knows what became of the attempt", async () => {
  const { values, submit } = form();
  values.phone = "1";
  const keys: string[] = [];
  const attempt = (problem?: Problem) =>
    submit((_, key) => {
      keys.push(key);
      return problem ? Promise.reject(problem) : Promise.resolve(true);
    });
  await attempt(new Problem("offline"));
  await attempt(new Problem("unavailable", { status: 503 }));
  await attempt(new Problem("refused", { status: 422 }));
  await attempt(new Problem("offline"));
  values.phone = "2";
  await attempt();
  await attempt();
  const [lost, again, refused, fresh, changed, next] = keys;
  expect(again).toBe(lost);
  expect(refused).toBe(lost);
  expect(new Set([lost, fresh, changed, next]).size).toBe(4);
});
