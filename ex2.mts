import { mapSheet } from './src/explain/map-sheet.node.ts';
import { explainRun } from './src/explain/explain-run.node.ts';
import { readRun } from './src/runs/store.node.ts';
import { loadDataset } from './src/data/load-dataset.node.ts';
import { subsetDataset } from './src/data/subset.ts';
import { writeFileSync } from 'node:fs';
const run = await readRun(process.argv[2]!);
const data = await subsetDataset(await loadDataset('fashion-mnist'), {fraction:0.2});
const images=Array.from({length:12},(_,i)=>i*7);
for (const method of ['gradcam','occlusion'] as const){
const x = await explainRun(run,data,{images,method,embedded:0,threads:1});
const png=await mapSheet({imageShape:[28,28,1],title:`${method} of maxPool2d2, ${run.id}`,cards:images.map((i,k)=>({image:data.test.images.subarray(i*784,i*784+784),map:Float32Array.from(x.maps.values.subarray(k*784,k*784+784),v=>v/255),caption:[`test ${i}: ${data.classNames[data.test.labels[i]!]}`,`taken for ${data.classNames[x.maps.classes[k]!]}, 93.2%`],wrong:data.test.labels[i]!==x.maps.classes[k]}))});
writeFileSync(`/tmp/dev/explain-runs/${method}.png`,png);}
