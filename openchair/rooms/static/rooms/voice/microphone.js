// @ts-check
/**
 * Whether one's own microphone is heard: by one's own choice, and, where the group chose so, by where the piece is.
 * Nothing here turns a microphone on that its owner had not turned on. No page in here, so that a test can ask it.
 */
export class Choice {
  /** Whether its owner turned it on. */
  wanted = false;
  /** Whether it rests until the piece comes, or until it is pressed again while the piece lies on the table. */
  lowered = false;

  /** Whether the others hear it. */
  get sends() {
    return this.wanted && !this.lowered;
  }

  /** Its owner pressed. @param {string | null} holder @param {string} me @param {boolean} follows */
  press(holder, me, follows) {
    const mayBeHeard = !follows || holder === null || holder === me;
    if (this.wanted && this.lowered && mayBeHeard) this.lowered = false;
    else {
      this.wanted = !this.wanted;
      this.lowered = this.wanted && !mayBeHeard;
    }
  }

  /** The piece moved. @param {string | null} before @param {string | null} holder @param {string} me @param {boolean} follows */
  pieceMoved(before, holder, me, follows) {
    if (!follows || before === holder) return;
    if (holder === me) this.lowered = false;
    else if (holder !== null || before === me) this.lowered = this.wanted;
  }

  /** A leader asked for quiet, or its owner only listens: only the owner turns it on again. */
  rest() {
    this.wanted = this.lowered = false;
  }
}
