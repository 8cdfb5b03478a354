/**
 * What makes a report's page answer: images behind figures, curves that zoom, the choice of a theme. The page can be read
 * without it.
 */
import { interactiveCurves } from './interactive-curves.ts';
import { liveCharts } from './live-charts.ts';
import { matrixFigures } from './matrix-figures.ts';
import { openImages } from './open-images.ts';
import { PAYLOAD_ID, type PagePayload } from './payload.ts';
import { chooseTheme } from './theme.ts';

const payload = JSON.parse(document.getElementById(PAYLOAD_ID)!.textContent) as PagePayload;
document.documentElement.classList.add('scripted');
chooseTheme();
openImages(payload);
matrixFigures();
interactiveCurves();
liveCharts();

// On paper nothing can be opened.
window.addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});
