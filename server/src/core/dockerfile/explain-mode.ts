import type { Explanation, Link } from "../knowledge/explanation.ts";
import { type Mode, parseMode } from "../shell/mode.ts";
import { applyMode, OTHERS_WRITE, SETGID, SETUID, STICKY } from "../shell/mode-bits.ts";

const OTHERS_READ = 0o004;
const GROUP_WRITE = 0o020;
const GROUP_READ = 0o040;

/** Source: inode(7), "The file type and mode". */
const PAGE: Link = { title: "inode(7)", url: "https://man7.org/linux/man-pages/man7/inode.7.html" };

/** What a file mode such as `4755` or `u+s` lets whom do; undefined where the text is none. */
export function explainMode(text: string): Explanation | undefined {
  const mode = parseMode(text);
  if (mode === undefined) return undefined;
  const bits = applyMode(mode, 0);
  const special = [
    ...((bits & SETUID) === 0
      ? []
      : ["**setuid**: whoever starts the program gets its owner's rights, usually root's."]),
    ...((bits & SETGID) === 0
      ? []
      : [
          "**setgid**: whoever starts the program gets its group's rights; in a folder, new files get the folder's group.",
        ]),
    ...((bits & STICKY) === 0 ? [] : ["**sticky**: in a folder, only the owner of a file can remove it."]),
  ];
  return {
    title: mode.kind === "octal" ? `\`${text}\` is \`${letters(bits)}\`` : `\`${text}\``,
    lines: [...special.slice(0, 2), whoMay(mode, bits, special.length > 0)],
    link: PAGE,
  };
}

/** The mode as `ls -l` shows it. */
function letters(bits: number): string {
  const part = (shift: number, special: boolean, letter: string): string => {
    const rwx = (bits >> shift) & 0o7;
    const isExecutable = (rwx & 1) !== 0;
    const execute = special ? (isExecutable ? letter : letter.toUpperCase()) : isExecutable ? "x" : "-";
    return `${(rwx & 4) === 0 ? "-" : "r"}${(rwx & 2) === 0 ? "-" : "w"}${execute}`;
  };
  return [
    part(6, (bits & SETUID) !== 0, "s"),
    part(3, (bits & SETGID) !== 0, "s"),
    part(0, (bits & STICKY) !== 0, "t"),
  ].join("");
}

function whoMay(mode: Mode, bits: number, isSpecial: boolean): string {
  if ((bits & OTHERS_WRITE) !== 0)
    return "Everyone in the container may change it, and with it what others run or read.";
  if (mode.kind === "symbolic") {
    return isSpecial ? "Others get no right to write." : "It sets no special bit and gives others no right to write.";
  }
  const writers = (bits & GROUP_WRITE) === 0 ? "its owner" : "its owner and group";
  if ((bits & OTHERS_READ) !== 0) return `Everyone may read it, only ${writers} may change it.`;
  return (bits & GROUP_READ) === 0 ? "Only its owner may read it." : "Only its owner and group may read it.";
}
