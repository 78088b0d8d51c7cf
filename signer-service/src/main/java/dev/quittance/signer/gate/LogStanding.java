package dev.quittance.signer.gate;

/**
 * Whether the log lets the signer sign, as of the last turn of the gate.
 *
 * @param code {@code confirmed}, {@code unwitnessed}, or why it is halted
 */
record LogStanding(String code, boolean isHalted) {
    static final LogStanding CONFIRMED = new LogStanding("confirmed", false);
    static final LogStanding UNWITNESSED = new LogStanding("unwitnessed", false);
}
