package dev.quittance.signer.principal;

import dev.quittance.protocol.MalformedException;
import java.util.Locale;

/** What a principal is, and with it what it may ask for. */
public enum Role {
    /** Pays: asks for x402 payments from its own payer accounts. */
    AGENT,
    /** Settles or sells: asks for relay transactions and receipts from its own accounts for them. */
    SERVICE;

    /** {@link #AGENT} as the name that {@code @RolesAllowed} takes. */
    public static final String AGENT_NAME = "agent";
    /** {@link #SERVICE} as the name that {@code @RolesAllowed} takes. */
    public static final String SERVICE_NAME = "service";

    static Role parse(String text) {
        return switch (text) {
            case AGENT_NAME -> AGENT;
            case SERVICE_NAME -> SERVICE;
            default -> throw new MalformedException("a role is agent or service");
        };
    }

    /** The wire text, lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
