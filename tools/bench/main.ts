/** `npm run bench -- <name> [--services N[,N…]] [--runs 5]`: see docs/performance.md. */
import { parseArgs } from 'node:util';
import { BENCHES, runBench } from './benches.ts';
import { deployFigures } from './deploy.ts';
import { localFigures } from './local.ts';
import { figureLine, growthExponent, median } from './measure.ts';
import { watchFigures } from './watch.ts';

/** Benches that print their own lines. */
const FIGURES: Readonly<Record<string, (runs: number) => AsyncGenerator<string>>> = {
  deploy: deployFigures,
  local: localFigures,
  watch: watchFigures,
};

const HELP = `npm run bench -- <name>… [--services 1000] [--runs 5]

Prints one JSON line a figure. Names: ${Object.keys(BENCHES).join(', ')}, ${Object.keys(FIGURES).join(', ')}, all.
Several sizes (--services 100,300,1000,3000) also print how the figure grows: exponent 1 is linear.
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    services: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '5' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help || positionals.length === 0) {
  process.stdout.write(HELP);
  process.exitCode = values.help ? 0 : 1;
} else {
  const sizes = values.services.split(',').map(Number);
  for (const name of positionals.includes('all') ? [...Object.keys(BENCHES), ...Object.keys(FIGURES)] : positionals) {
    const figures = FIGURES[name];
    if (figures !== undefined) {
      for await (const line of figures(Number(values.runs))) process.stdout.write(`${line}\n`);
      continue;
    }
    const points: (readonly [number, number])[] = [];
    for (const services of sizes) {
      const figure = await runBench(name, services, Number(values.runs));
      points.push([services, median(figure.product)]);
      process.stdout.write(`${figureLine(figure)}\n`);
    }
    if (points.length > 1) {
      const exponent = Number(growthExponent(points).toFixed(2));
      process.stdout.write(`${JSON.stringify({ bench: name, services: sizes, exponent })}\n`);
    }
  }
}
