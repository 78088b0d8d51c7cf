package dev.quittance.e2e;

/**
 * Something that must not work.
 *
 * @param rule the rule it breaks, or the name that its finders gave it
 * @param reach who can prevent it
 */
record Attack(String rule, String name, Reach reach, Attempt attempt) {

    /** Who can prevent an attack. */
    enum Reach {
        /** The facilitator, whatever stands before it. */
        FACILITATOR,
        /** Only the server: what a facilitator is asked says nothing of the request that is paid for. */
        SERVER
    }

    /** One try. */
    interface Attempt {
        Verdict on(AttackStack stack) throws Exception;
    }

    /**
     * What came of it.
     *
     * @param succeeded whether the attacker got what he must not get
     * @param seen what was seen, in a few words
     */
    record Verdict(boolean succeeded, String seen) {
        @Override
        public String toString() {
            return (succeeded ? "SUCCEEDS: " : "fails: ") + seen;
        }
    }

    @Override
    public String toString() {
        return rule + " " + name;
    }
}
