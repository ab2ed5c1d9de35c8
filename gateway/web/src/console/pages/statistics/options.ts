/** How the charts look. */
import type { EChartsCoreOption } from "echarts/core";

import { spanOf } from "../../waiting";
import type { Day, Span, Statistics } from "./figures";

const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif';
const INK = "#526070";
const COLOURS = { submitted: "#17508f", approved: "#3a8a5f", rejected: "#c2574f", issued: "#8a6d1d" };

const AXIS = { axisLabel: { color: INK, fontFamily: FONT }, axisLine: { lineStyle: { color: "#d9dfe7" } }, axisTick: { show: false } };
const BASE = {
  animation: false,
  textStyle: { fontFamily: FONT },
  grid: { left: 8, right: 16, top: 36, bottom: 4, containLabel: true },
  legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: INK } },
};

export function dailyOption(days: readonly Day[]): EChartsCoreOption {
  const line = (name: string, of: "submitted" | "approved" | "rejected") => ({
    name,
    type: of === "submitted" ? "line" : "bar",
    ...(of === "submitted" ? { symbolSize: 5 } : { stack: "decided", barMaxWidth: 18 }),
    data: days.map((day) => day[of]),
    color: COLOURS[of],
  });
  return {
    ...BASE,
    tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: days.map(({ day }) => day.slice(5)), ...AXIS },
    yAxis: { type: "value", minInterval: 1, ...AXIS, splitLine: { lineStyle: { color: "#eceff3" } } },
    series: [line("审核通过", "approved"), line("审核不通过", "rejected"), line("提交申请", "submitted")],
  };
}

export function issuedOption(days: readonly Day[]): EChartsCoreOption {
  return {
    ...BASE,
    legend: { show: false },
    grid: { ...BASE.grid, top: 12 },
    tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: days.map(({ day }) => day.slice(5)), ...AXIS },
    yAxis: { type: "value", minInterval: 1, ...AXIS, splitLine: { lineStyle: { color: "#eceff3" } } },
    series: [{ name: "签发", type: "bar", barMaxWidth: 18, data: days.map(({ issued }) => issued), color: COLOURS.issued }],
  };
}

export function spansOption(spans: readonly Span[]): EChartsCoreOption {
  const bar = (name: string, of: "p50" | "p90" | "p99", color: string) => ({
    name,
    type: "bar",
    barMaxWidth: 14,
    data: spans.map((span) => span[of]),
    color,
  });
  return {
    ...BASE,
    tooltip: { trigger: "axis", valueFormatter: (value: unknown) => spanOf(Number(value)) },
    xAxis: { type: "value", ...AXIS, axisLabel: { ...AXIS.axisLabel, formatter: spanOf, hideOverlap: true }, splitLine: { lineStyle: { color: "#eceff3" } } },
    yAxis: { type: "category", data: spans.map(({ label }) => label), inverse: true, ...AXIS },
    series: [bar("一半的人不超过", "p50", "#9dbbdd"), bar("九成的人不超过", "p90", "#4d7db4"), bar("99% 的人不超过", "p99", "#17508f")],
  };
}

export function reasonsOption(reasons: Statistics["rejection_reasons"]): EChartsCoreOption {
  return {
    ...BASE,
    legend: { show: false },
    grid: { ...BASE.grid, top: 8, right: 40 },
    tooltip: { trigger: "axis" },
    xAxis: { type: "value", minInterval: 1, ...AXIS, splitLine: { lineStyle: { color: "#eceff3" } } },
    yAxis: { type: "category", data: reasons.map(({ label }) => label), inverse: true, ...AXIS, axisLabel: { ...AXIS.axisLabel, width: 190, overflow: "truncate" } },
    series: [{ name: "次数", type: "bar", barMaxWidth: 16, data: reasons.map(({ count }) => count), color: COLOURS.rejected, label: { show: true, position: "right" } }],
  };
}
