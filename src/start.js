// The entry of every command that needs the project's Node. It is plain JavaScript in old syntax on purpose: older
// versions of Node must get as far as the sentence below, before they meet TypeScript, which they can't read, or a native
// module, which would crash them.

/** What can be started, and the module whose `main(args)` does it; `args` are those after the program's name. */
const programs = {
  bot: './cli/bot.ts',
  backup: './cli/backup.ts',
  demo: './cli/demo.ts',
  doctor: './cli/doctor.ts',
  migrate: './cli/migrate.ts',
  screenshots: './cli/screenshots.ts',
  'simulate:agora': './cli/simulate.ts',
};

/** Node reads TypeScript without a flag since 22.18; the 23 line, which is older, since 23.6. */
function canRun(version) {
  const parts = version.split('.').map(Number);
  const major = parts[0];
  const minor = parts[1];
  if (major === 22) return minor >= 18;
  if (major === 23) return minor >= 6;
  return major > 23;
}

function fail(sentence) {
  process.stderr.write(sentence + '\n');
  process.exit(1);
}

const name = process.argv[2] === undefined ? 'bot' : process.argv[2];

if (!canRun(process.versions.node)) {
  fail(
    'clapperbot needs Node 22.18 or newer, but this is Node ' +
      process.versions.node +
      ': run it with `npm start`, which uses the Node that `npm ci` installs on Linux x64, or install Node 22.18 or newer.',
  );
} else if (!Object.prototype.hasOwnProperty.call(programs, name)) {
  fail('There is no program of this name: use one of ' + Object.keys(programs).join(', ') + '.');
} else {
  import(programs[name])
    .then(function (program) {
      return program.main(process.argv.slice(3));
    })
    .catch(function (error) {
      fail(String((error && error.stack) || error));
    });
}
