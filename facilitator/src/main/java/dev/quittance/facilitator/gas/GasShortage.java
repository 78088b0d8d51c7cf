package dev.quittance.facilitator.gas;

/** Whose gas of the day does not suffice. */
public enum GasShortage {
    CLIENT,
    EVERYBODY
}
