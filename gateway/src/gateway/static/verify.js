// Checks a PDF without sending it: the digest is made here, only the digest is asked about. Without this script, or where
// the browser makes no digests (plain HTTP), the form uploads the file instead.
"use strict";

(() => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => { window.print(); });
  }

  const form = document.querySelector("form.file");
  if (!form || !window.crypto || !window.crypto.subtle || !Blob.prototype.arrayBuffer) return;
  const input = form.querySelector("input[type=file]");
  const drop = form.querySelector(".drop");
  const answer = document.querySelector("[data-answer]");
  let latest = 0;

  form.classList.add("scripted");
  for (const part of form.querySelectorAll("[data-plain]")) part.hidden = true;
  for (const part of form.querySelectorAll("[data-scripted]")) part.hidden = false;
  form.addEventListener("submit", (event) => { event.preventDefault(); });
  input.addEventListener("change", () => { if (input.files.length > 0) void check(input.files[0]); });

  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => { drop.classList.remove("over"); });
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length > 0) void check(event.dataTransfer.files[0]);
  });
  // A file that misses the field must not replace the page.
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => { event.preventDefault(); });

  async function check(file) {
    const mine = ++latest;
    say("正在核对…");
    try {
      if (file.size > 64 * 1024 * 1024) { if (mine === latest) show("unknown", ""); return; }
      const digest = await digestOf(file);
      const response = await fetch("/api/verifications", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ sha256: digest }),
        credentials: "omit",
      });
      if (mine !== latest) return;
      if (!response.ok) { say(refusal(response.status), true); return; }
      const verdict = await response.json();
      const number = printed(verdict.number);
      const other = verdict.issued && form.dataset.expected && form.dataset.expected !== number;
      show(!verdict.issued ? "unknown" : other ? "other" : verdict.status, number);
    } catch (error) {
      if (mine !== latest) return;
      const unread = error instanceof DOMException && error.name === "NotReadableError";
      say(unread ? "无法读取这个文件，请重新选择" : "网络连接中断，请检查网络后重新选择文件", true);
    } finally {
      if (mine === latest) input.value = ""; // so that the same file can be chosen again
    }
  }

  async function digestOf(file) {
    const bytes = new Uint8Array(await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function printed(number) {
    const parts = /^ZX-(\d{4})-(\d+)$/.exec(number || "");
    return parts ? `证信〔${parts[1]}〕${parts[2]}号` : number || "";
  }

  function refusal(status) {
    return status === 429 ? "查验过于频繁，请稍后再试" : "系统暂时繁忙，请稍后再试";
  }

  function say(words, bad) {
    const line = document.createElement("p");
    line.className = bad ? "problem" : "hint";
    line.textContent = words;
    answer.replaceChildren(line);
  }

  function show(kind, number) {
    const template = document.querySelector(`template[data-kind="${kind}"]`) || document.querySelector('template[data-kind="unknown"]');
    const filled = template.content.cloneNode(true);
    for (const place of filled.querySelectorAll("[data-number]")) place.textContent = number;
    answer.replaceChildren(filled);
    answer.scrollIntoView({ block: "nearest" });
  }
})();
