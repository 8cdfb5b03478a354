import { filePalettes } from './charts/palette.ts';

const { light, dark } = filePalettes;
const seriesVariables = light.series
  .map((color, index) => `  --series-${index + 1}: light-dark(${color}, ${dark.series[index]!});`)
  .join('\n');

/**
 * The style of a report. Colours are variables, set once for each theme, which the charts use too.
 */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #14171b);
  --panel: light-dark(#f6f7f9, #1d2127);
  --text: light-dark(#1b1f24, #e6e9ed);
  --muted: light-dark(#59626d, #a3adb8);
  --line: light-dark(#d9dee4, #363d46);
  --accent: light-dark(#0b62a8, #6cb6f5);
  --notice: light-dark(#fff4d6, #3a2f0d);
  --notice-line: #d9a400;
  --notice-text: light-dark(#4a3800, #f7e3a8);
  --right: light-dark(#1f6fb4, #3f8fd6);
  --wrong: light-dark(#c4511a, #d9662b);
  --on-cell: light-dark(#ffffff, #0d0f12);
  --hit: light-dark(#0f4c81, #5aa9ec);
  --miss: light-dark(#a23c0e, #ee8548);
${seriesVariables}
  --good: light-dark(#14694a, #5fd3a4);
  --bad: light-dark(#b3261e, #ff8a80);
  --pending: light-dark(#7a5c00, #e3c14a);
}
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; }
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1.25rem 4rem; max-width: 74rem; background: var(--ground); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: break-word;
}
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.5rem 8rem 0.25rem 0; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.75rem; padding-top: 0.25rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.1rem 0 0.5rem; overflow-wrap: anywhere; }
p { margin: 0.5rem 0; max-width: 48rem; }
.muted, figcaption { color: var(--muted); font-size: 0.9rem; }
.notice {
  background: var(--notice); color: var(--notice-text); border-left: 5px solid var(--notice-line);
  padding: 0.75rem 1rem; margin: 1rem 0; font-weight: 600;
}
.wide { overflow-x: auto; }
header { position: relative; }
#theme { position: absolute; right: 0; top: 0; }
:root:not(.scripted) .interactive, :root:not(.scripted) #theme { display: none; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.1rem; padding: 0; margin: 0.9rem 0 0; list-style: none; }
a { color: var(--accent); }
button {
  font: inherit; font-size: 0.9rem; color: var(--text); background: var(--panel); border: 1px solid var(--line);
  border-radius: 6px; padding: 0.25rem 0.7rem; cursor: pointer;
}
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.controls { display: flex; flex-wrap: wrap; gap: 0.4rem 1.5rem; align-items: center; margin: 0 0 0.75rem; font-size: 0.9rem; }
.controls label { display: inline-flex; gap: 0.5rem; align-items: center; }
.plot.mounted > svg { display: none; }
.matrices { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); }
.matrix-figure { max-width: none; }
.matrix-figure > figcaption { color: var(--text); font-weight: 600; font-size: 1rem; margin-bottom: 0.4rem; }
table.matrix { font-size: 0.82rem; border-spacing: 2px; border-collapse: separate; }
table.matrix th, table.matrix td { border: 0; padding: 0; }
table.matrix th.name { padding-right: 0.5rem; font-weight: 500; color: var(--text); }
table.matrix thead th:not(.name) { height: 6.2rem; width: 2.3rem; min-width: 2.3rem; max-width: 2.3rem; vertical-align: bottom; }
table.matrix thead th:not(.name) span { display: block; writing-mode: vertical-rl; transform: rotate(180deg); margin: 0 auto 0.2rem; }
table.matrix tr:hover { background: none; }
table.matrix td { text-align: center; border-radius: 3px; height: 1.85rem; }
table.matrix td.hit { background: color-mix(in srgb, var(--hit) var(--share), var(--ground)); }
table.matrix td.miss { background: color-mix(in srgb, var(--miss) var(--share), var(--ground)); }
table.matrix td.strong, table.matrix td.strong button { color: var(--on-cell); }
table.matrix button {
  width: 100%; height: 100%; padding: 0; border: 0; background: none; font-size: inherit; border-radius: 3px;
  font-variant-numeric: tabular-nums;
}
table.matrix button:hover { outline: 2px solid var(--text); }
.shots { display: grid; gap: 0.6rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17.5rem), 1fr)); margin: 0.5rem 0 1.1rem; }
.shot { display: flex; gap: 0.7rem; border: 1px solid var(--line); border-left-width: 4px; border-radius: 6px; padding: 0.45rem 0.6rem; max-width: none; }
.shot.hit { border-left-color: var(--right); } .shot.miss { border-left-color: var(--wrong); }
.shot figcaption { flex: 1; min-width: 0; font-size: 0.82rem; color: var(--text); }
.shot figcaption .muted { float: right; font-size: inherit; }
.shot ol { list-style: none; padding: 0; margin: 0.2rem 0 0; }
.shot ol li { position: relative; display: flex; justify-content: space-between; gap: 0.5rem; padding-bottom: 3px; }
.shot ol li span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.shot ol li b { font-weight: 400; font-variant-numeric: tabular-nums; }
.shot ol li.truth span { text-decoration: underline; }
.shot ol li i { position: absolute; left: 0; bottom: 0; height: 2px; width: var(--p); background: var(--muted); }
.shot.small { display: block; border-width: 1px; padding: 0.3rem; text-align: center; }
.shot.small .tile { margin: 0 auto; }
.tile {
  --side: 56; --k: calc(var(--side) / var(--w)); flex: none; display: block; width: calc(var(--side) * 1px);
  height: calc(var(--h) * var(--k) * 1px); image-rendering: pixelated; background-repeat: no-repeat;
  background-size: calc(var(--sheet-w) * var(--k) * 1px) auto;
  background-position: calc(var(--x) * var(--k) * -1px) calc(var(--y) * var(--k) * -1px);
}
.tile.none { --w: 1; --h: 1; border: 1px dashed var(--line); color: var(--muted); text-align: center; line-height: 3.4rem; }
figure.paper img { max-width: 100%; border-radius: 6px; background: #ffffff; }
dialog { width: min(62rem, 94vw); max-height: 88vh; border: 1px solid var(--line); border-radius: 10px; background: var(--ground); color: var(--text); padding: 1rem 1.25rem; }
dialog::backdrop { background: rgb(0 0 0 / 0.5); }
dialog form { display: flex; justify-content: space-between; gap: 1rem; align-items: start; }
dialog h2 { margin: 0; padding: 0; border: 0; font-size: 1.1rem; }
dialog .shots { grid-template-columns: repeat(auto-fill, minmax(5.5rem, 1fr)); }
h4 { margin: 1rem 0 0.3rem; font-size: 0.95rem; }
.examples { border-bottom: 1px solid var(--line); padding-bottom: 0.4rem; }
ol.net, ol.net ol { list-style: none; margin: 0; padding: 0; }
ol.net { max-width: 44rem; margin: 0.6rem 0; }
ol.net ol { margin: 0 0 0.3rem 1.4rem; border-left: 2px solid var(--line); padding-left: 0.6rem; }
.layer { position: relative; display: flex; flex-wrap: wrap; gap: 0 0.9rem; align-items: baseline; padding: 0.12rem 0.2rem 0.4rem; font-size: 0.86rem; }
.layer b { font-weight: 600; } .layer span { font-variant-numeric: tabular-nums; } .layer small { color: var(--muted); margin-left: auto; }
.layer::after { content: ''; position: absolute; left: 0; bottom: 1px; height: 5px; width: var(--wide); border: 1px solid var(--accent); border-radius: 3px; }
.layer.trained::after { background: var(--accent); }
article.study { margin: 0 0 2rem; }
article.study + article.study { border-top: 1px solid var(--line); padding-top: 1rem; }
.run { content-visibility: auto; contain-intrinsic-size: auto 20rem; }
table { border-collapse: collapse; font-size: 0.92rem; font-variant-numeric: tabular-nums; }
caption.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
caption { text-align: left; color: var(--muted); padding-bottom: 0.4rem; }
th, td { padding: 0.35rem 0.75rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
thead th { color: var(--muted); font-weight: 500; vertical-align: bottom; }
th.name, td.name { text-align: left; }
tbody tr:hover { background: var(--panel); }
td.top { font-weight: 700; }
ul.findings { padding-left: 1.1rem; max-width: 52rem; }
ul.findings li { margin: 0.5rem 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 1.5rem; }
figure { margin: 0; min-width: 0; max-width: 42rem; }
figcaption { margin-bottom: 0.3rem; }
summary h3 { display: inline; margin: 0; }
figure svg { display: block; width: 100%; height: auto; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0; margin: 0 0 0.75rem; list-style: none; font-size: 0.9rem; }
.swatch { display: inline-block; width: 1.4rem; height: 0; border-top: 3px solid; vertical-align: middle; margin-right: 0.4rem; }
.swatch.dashed { border-top-style: dashed; border-top-width: 2px; }
details { margin: 0.6rem 0; }
summary { cursor: pointer; color: var(--accent); font-size: 0.92rem; }
details > .wide { margin-top: 0.5rem; }
article h3 { margin-top: 0; }
.run { background: var(--panel); border-radius: 8px; padding: 0.9rem 1.1rem; margin: 0.75rem 0; }
.status { font-size: 0.85rem; font-weight: 600; border: 1px solid; border-radius: 99px; padding: 0.05rem 0.6rem; margin-left: 0.4rem; white-space: nowrap; }
.status.complete { color: var(--good); } .status.failed, .status.unreadable { color: var(--bad); }
.status.interrupted, .status.running { color: var(--pending); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.15rem 1rem; margin: 0.5rem 0; font-size: 0.92rem; }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
pre { overflow-x: auto; font-size: 0.82rem; line-height: 1.4; margin: 0.5rem 0 0; }
@media (max-width: 36rem) {
  body { padding: 1rem 0.9rem 3rem; } h1 { font-size: 1.4rem; margin-right: 0; } .scripted header { padding-top: 2.4rem; } #theme { right: auto; left: 0; }
  th, td { padding: 0.35rem 0.5rem; } dl { grid-template-columns: 1fr; gap: 0; } dt { margin-top: 0.35rem; }
}
@page { margin: 14mm; }
@media print {
  .tile { --side: 38; }
  :root { color-scheme: light; font-size: 11px; }
  body { max-width: none; padding: 0; }
  h2, h3, h4, summary, figcaption { break-after: avoid; }
  .wide { overflow: visible; }
  th, td { padding: 0.3rem 0.5rem; white-space: normal; }
  .charts { grid-template-columns: 1fr 1fr; }
  .run, figure, tr, .shot { break-inside: avoid; }
  #theme, .interactive, nav { display: none; }
  .plot.mounted > svg { display: block; } .plot .live { display: none; }
  article.study { margin: 0 0 2rem; }
article.study + article.study { border-top: 1px solid var(--line); padding-top: 1rem; }
.run { content-visibility: visible; }
  * { print-color-adjust: exact; }
}
`;
