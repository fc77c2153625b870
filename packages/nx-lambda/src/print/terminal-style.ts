/** How text may look: decided once, from what the process knows of its terminal, and passed on as data. */

export interface TerminalStyle {
  /** ANSI colours may be used. */
  readonly colour: boolean;
  /** The current line may be rewritten: needs control characters, so only on a terminal with colours. */
  readonly live: boolean;
  /** Symbols outside ASCII may be used. */
  readonly unicode: boolean;
  /** Columns. */
  readonly width: number;
}

/** No colour, no control characters, any width: for files, CI logs and the texts of single tasks. */
export const PLAIN_STYLE: TerminalStyle = { colour: false, live: false, unicode: true, width: 100 };

export interface TerminalFacts {
  readonly isTerminal: boolean;
  /** Undefined where the width is not known. */
  readonly columns: number | undefined;
  readonly environment: {
    readonly NO_COLOR?: string | undefined;
    readonly FORCE_COLOR?: string | undefined;
    readonly TERM?: string | undefined;
  };
  /** ASCII was asked for. */
  readonly ascii?: boolean;
}

/**
 * NO_COLOR wins over everything. FORCE_COLOR=1, 2 or 3 gives colours without a terminal, but never rewrites lines.
 * FORCE_COLOR=true counts for nothing: Nx 24 sets it for every task it starts, also where Nx itself writes to a file.
 */
export function terminalStyle(facts: TerminalFacts): TerminalStyle {
  const { NO_COLOR, FORCE_COLOR, TERM } = facts.environment;
  const dumb = TERM === 'dumb';
  const refused = (NO_COLOR !== undefined && NO_COLOR !== '') || FORCE_COLOR === '0' || FORCE_COLOR === 'false';
  const forced = FORCE_COLOR === '1' || FORCE_COLOR === '2' || FORCE_COLOR === '3';
  const colour = !refused && (forced || (facts.isTerminal && !dumb));
  return {
    colour,
    live: colour && facts.isTerminal && !dumb,
    unicode: facts.ascii !== true && !dumb,
    width: facts.isTerminal && facts.columns !== undefined && facts.columns > 0 ? facts.columns : PLAIN_STYLE.width,
  };
}
