import { parseArgs } from 'node:util';
import { startFakeAws } from '../../packages/fake-aws/src/index.ts';

const HELP = `npm run fake-aws -- [options]

Starts a stand-in for AWS (Lambda, S3, STS, CloudFormation) on 127.0.0.1, for this project's demo and tests.
IT EXECUTES THE CODE THAT IS UPLOADED TO IT, as you. It listens on loopback only. Code of yours belongs in the cloud.

  --port <number>         4566 unless given; 0 takes a free one
  --limits                AWS's rate limits of Lambda's control plane (15/s; GetFunction 100/s)
  --latency <ms>          round-trip time of each call; 0 unless given
  --update-time <ms>      from an update to LastUpdateStatus Successful; 0 unless given
  --create-time <ms>      from CreateFunction to State Active; 0 unless given
  --snapshot-time <ms>    from PublishVersion to State Active, with SnapStart; 0 unless given
  --resource-time <ms>    that CloudFormation takes for a resource; 0 unless given
  --account <12 digits>   account of the callers; 123456789012 unless given
  --help

Prints one line of JSON with its endpoint when it is ready, and ends at SIGINT or SIGTERM.
Set AWS_ENDPOINT_URL to that endpoint and any AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
Seed stacks and ask for calls under <endpoint>/_nx-lambda/ (packages/fake-aws/README.md).
`;

await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv);
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  if (options === undefined) {
    process.stdout.write(HELP);
    return;
  }
  process.stderr.write(
    'The stand-in for AWS executes the code that is uploaded to it. It listens on 127.0.0.1 only.\n',
  );
  const onBug = (error: unknown) =>
    void process.stderr.write(`bug in the stand-in: ${error instanceof Error ? error.stack : String(error)}\n`);
  try {
    const fake = await startFakeAws({ ...options, onBug });
    let ending: Promise<void> | undefined;
    // More than one signal may come: from the terminal, and passed on by tools/run.mjs.
    const end = () => {
      ending ??= fake.stop().then(() => process.exit(0));
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
    process.stdout.write(
      `${JSON.stringify({ endpoint: fake.endpoint, port: fake.port, pid: process.pid, ...fake.control.settings() })}\n`,
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The stand-in for AWS could not start: ${why}\n`);
    process.exitCode = 1;
  }
}

/** A text is what is wrong with the options; undefined asks for the help text. */
function readOptions(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string', default: '4566' },
        limits: { type: 'boolean', default: false },
        latency: { type: 'string', default: '0' },
        'update-time': { type: 'string', default: '0' },
        'create-time': { type: 'string', default: '0' },
        'snapshot-time': { type: 'string', default: '0' },
        'resource-time': { type: 'string', default: '0' },
        account: { type: 'string', default: '123456789012' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return undefined;
    const numbers = {
      port: Number(values.port),
      latency: Number(values.latency),
      updateTime: Number(values['update-time']),
      createTime: Number(values['create-time']),
      snapshotTime: Number(values['snapshot-time']),
      resourceTime: Number(values['resource-time']),
    };
    const odd = Object.entries(numbers).find(([, value]) => !Number.isInteger(value) || value < 0);
    if (odd !== undefined) return `Option ${odd[0]} is not a whole number from 0 up.`;
    if (!/^\d{12}$/.test(values.account)) return 'Option account is not twelve digits.';
    return { ...numbers, limits: values.limits, account: values.account };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
