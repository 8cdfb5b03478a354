/**
 * The style of a report. Colours are variables, set once for each theme, which the charts use too. The series colours
 * are told apart by people with the common colour deficiencies (after Okabe and Ito 2008), darker on light ground.
 */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --panel: #f6f7f9; --text: #1b1f24; --muted: #59626d; --line: #d9dee4; --accent: #0b62a8;
  --notice: #fff4d6; --notice-line: #d9a400; --notice-text: #4a3800;
  --right: #1f6fb4; --wrong: #c4511a; --on-cell: #ffffff;
  --series-1: #0b62a8; --series-2: #c4511a; --series-3: #00795a; --series-4: #a3487f;
  --series-5: #8a6a00; --series-6: #3f8fbf; --series-7: #5c5c5c; --series-8: #6b4bb8;
  --good: #14694a; --bad: #b3261e; --pending: #7a5c00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --panel: #1d2127; --text: #e6e9ed; --muted: #a3adb8; --line: #363d46; --accent: #6cb6f5;
    --notice: #3a2f0d; --notice-line: #d9a400; --notice-text: #f7e3a8;
    --right: #3f8fd6; --wrong: #d9662b; --on-cell: #0d0f12;
    --series-1: #6cb6f5; --series-2: #f28a54; --series-3: #3ecf9f; --series-4: #e08cbf;
    --series-5: #e3c14a; --series-6: #9ad8ff; --series-7: #b9bec4; --series-8: #b39bf0;
    --good: #5fd3a4; --bad: #ff8a80; --pending: #e3c14a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1.25rem 4rem; max-width: 74rem; background: var(--ground); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: break-word;
}
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.5rem 0 0.25rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.75rem; padding-top: 0.25rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0 0 0.5rem; overflow-wrap: anywhere; }
p { margin: 0.5rem 0; max-width: 48rem; }
.muted, figcaption { color: var(--muted); font-size: 0.9rem; }
.notice {
  background: var(--notice); color: var(--notice-text); border-left: 5px solid var(--notice-line);
  padding: 0.75rem 1rem; margin: 1rem 0; font-weight: 600;
}
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.92rem; font-variant-numeric: tabular-nums; }
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
figure { margin: 0; min-width: 0; max-width: 36rem; }
figure svg { display: block; width: 100%; height: auto; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0; margin: 0 0 0.75rem; list-style: none; font-size: 0.9rem; }
.swatch { display: inline-block; width: 1.4rem; height: 0; border-top: 3px solid; vertical-align: middle; margin-right: 0.4rem; }
.swatch.dashed { border-top-style: dashed; border-top-width: 2px; }
details { margin: 0.6rem 0; }
summary { cursor: pointer; color: var(--accent); font-size: 0.92rem; }
details > .wide { margin-top: 0.5rem; }
.run { background: var(--panel); border-radius: 8px; padding: 0.9rem 1.1rem; margin: 0.75rem 0; }
.status { font-size: 0.85rem; font-weight: 600; border: 1px solid; border-radius: 99px; padding: 0.05rem 0.6rem; margin-left: 0.4rem; white-space: nowrap; }
.status.complete { color: var(--good); } .status.failed, .status.unreadable { color: var(--bad); }
.status.interrupted, .status.running { color: var(--pending); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.15rem 1rem; margin: 0.5rem 0; font-size: 0.92rem; }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
pre { overflow-x: auto; font-size: 0.82rem; line-height: 1.4; margin: 0.5rem 0 0; }
@media (max-width: 36rem) {
  body { padding: 1rem 0.9rem 3rem; } h1 { font-size: 1.4rem; }
  th, td { padding: 0.35rem 0.5rem; } dl { grid-template-columns: 1fr; gap: 0; } dt { margin-top: 0.35rem; }
}
@media print { .run, figure, tr { break-inside: avoid; } }
`;
