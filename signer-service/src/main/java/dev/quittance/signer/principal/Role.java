package dev.quittance.signer.principal;

import dev.quittance.protocol.MalformedException;
import java.util.Locale;

/** What a principal is, and with it what it may ask for at all; grants say how much of it. */
public enum Role {
    /** Proposes and approves changes of principals, grants and accounts; signs nothing. */
    ADMIN,
    /** Settles or sells: asks for relay transactions and receipts from its own accounts for them. */
    SERVICE,
    /** Is paid into accounts of its own, and sees those; what leaves them is asked for by services. */
    MERCHANT,
    /** Pays: asks for x402 payments from its own payer accounts. */
    AGENT;

    /** {@link #ADMIN} as the name that {@code @RolesAllowed} takes. */
    public static final String ADMIN_NAME = "admin";
    /** {@link #SERVICE} as the name that {@code @RolesAllowed} takes. */
    public static final String SERVICE_NAME = "service";
    /** {@link #MERCHANT} as the name that {@code @RolesAllowed} takes. */
    public static final String MERCHANT_NAME = "merchant";
    /** {@link #AGENT} as the name that {@code @RolesAllowed} takes. */
    public static final String AGENT_NAME = "agent";

    /**
     * Reads the wire text.
     *
     * @throws MalformedException when it is none of the four
     */
    public static Role parse(String text) {
        return switch (text) {
            case ADMIN_NAME -> ADMIN;
            case SERVICE_NAME -> SERVICE;
            case MERCHANT_NAME -> MERCHANT;
            case AGENT_NAME -> AGENT;
            default -> throw new MalformedException("a role is admin, service, merchant or agent");
        };
    }

    /** The wire text, lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
