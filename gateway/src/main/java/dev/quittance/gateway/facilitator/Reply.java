package dev.quittance.gateway.facilitator;

/** One facilitator's answer to {@code /settle}, and what it says of that facilitator. */
record Reply(Settlement settlement, Conduct conduct) {

    enum Conduct {
        /** No connection came about: it was not asked. */
        UNREACHED,
        /** It may have been asked; no usable answer came. */
        FAILED,
        /** It said something that its own question or the chain contradicts. */
        LIED,
        ANSWERED
    }

    static Reply answered(Settlement settlement) {
        return new Reply(settlement, Conduct.ANSWERED);
    }

    static Reply failed(String why) {
        return new Reply(new Settlement.Unavailable(why), Conduct.FAILED);
    }

    static Reply lied(String why) {
        return new Reply(new Settlement.Unavailable(why), Conduct.LIED);
    }
}
