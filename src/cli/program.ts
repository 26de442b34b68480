/** A program of several commands on top of `parseArgs`: finds the command, checks its arguments, writes its help. */
import { parseArguments } from './arguments.ts';
import { UsageError } from './errors.ts';
import { table } from './table.ts';

/** An option as `parseArgs` takes it, and what the help says of it; `value` names what follows it. */
export interface Option {
  type: 'string' | 'boolean';
  value?: string;
  help: string;
}
export type Options = Readonly<Record<string, Option>>;

/** The options as given; what was left out is undefined. */
export type OptionValues<O extends Options> = {
  [name in keyof O]?: O[name]['type'] extends 'boolean' ? boolean : string;
};

export interface CommandSpec<O extends Options> {
  /** The arguments that stand by their place, as the help shows them: `ID key=value…`. */
  takes?: string;
  /** How many of them there may be; none by default. */
  count?: { min: number; max: number };
  summary: string;
  options?: O;
  run(values: OptionValues<O>, given: string[]): Promise<void>;
}

export interface CliCommand {
  takes: string;
  summary: string;
  options: Options;
  run(args: string[]): Promise<void>;
}

/** A command of a program. It throws UsageError before `run` where the arguments are not its own. */
export function command<const O extends Options>(spec: CommandSpec<O>): CliCommand {
  const { takes = '', summary, count = { min: 0, max: 0 } } = spec;
  // Without options of its own, O is the empty object.
  const options = spec.options ?? ({} as O);
  return {
    takes,
    summary,
    options,
    async run(args) {
      const { values, positionals } = parseArguments({ args, options: { ...options }, allowPositionals: true });
      if (positionals.length < count.min) throw new UsageError(`${takes} is required`);
      if (positionals.length > count.max) throw new UsageError(`what does "${positionals[count.max]}" mean here?`);
      // parseArgs gives every option the type that it declares; of a generic one the compiler cannot know.
      await spec.run(values as OptionValues<O>, positionals);
    },
  };
}

export interface Program {
  name: string;
  /** What it is for, and by what it is configured; shown above and below the list of commands. */
  about: string;
  notes: string;
  /** By the one or two words that call it. */
  commands: Readonly<Record<string, CliCommand>>;
}

/** Runs the command that the arguments name. @throws UsageError; whatever the command throws */
export async function runProgram(program: Program, args: string[]): Promise<void> {
  const words = wordsOf(program, args);
  const found = words === undefined ? undefined : program.commands[words];
  if (words === undefined || found === undefined) {
    if (args.length === 0) throw new UsageError('a command is required; --help shows them all');
    if (asksForHelp(args)) return console.log(helpOfAll(program));
    throw new UsageError(`there is no command "${args[0]}"; --help shows them all`);
  }
  const own = args.slice(words.split(' ').length);
  if (asksForHelp(own)) return console.log(helpOf(program, words, found));
  await found.run(own);
}

function wordsOf({ commands }: Program, [first = '', second = '']: string[]): string | undefined {
  return [`${first} ${second}`, first].find((words) => Object.hasOwn(commands, words));
}

function asksForHelp(args: string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? undefined : end).some((arg) => arg === '--help' || arg === '-h');
}

function helpOfAll({ name, about, notes, commands }: Program): string {
  const rows = Object.entries(commands).map(([words, { takes, summary }]) => [
    `  ${words} ${takes}`.trimEnd(),
    summary,
  ]);
  const more = `${name} COMMAND --help shows a command's options.`;
  return [`${name} COMMAND [options]`, about, table(rows), more, notes].join('\n\n');
}

function helpOf({ name }: Program, words: string, { takes, summary, options }: CliCommand): string {
  const rows = Object.entries(options).map(([option, { value, help }]) => [
    `  --${option}${value === undefined ? '' : ` ${value}`}`,
    help,
  ]);
  const usage = [name, words, takes, rows.length === 0 ? '' : '[options]'].filter((part) => part !== '').join(' ');
  return [usage, `${summary}.`, ...(rows.length === 0 ? [] : [table(rows)])].join('\n\n');
}
