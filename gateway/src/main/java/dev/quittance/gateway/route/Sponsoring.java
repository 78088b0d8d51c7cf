package dev.quittance.gateway.route;

import dev.quittance.protocol.MalformedException;
import java.util.Arrays;

/** How payers who never approved Permit2 may do so without gas of their own; each an extension of the protocol. */
public enum Sponsoring {
    /** By a permit of the token's (EIP-2612). */
    EIP2612("eip2612GasSponsoring"),
    /** By a transaction that they sign, for tokens without such permits. */
    ERC20_APPROVAL("erc20ApprovalGasSponsoring");

    private final String wire;

    Sponsoring(String wire) {
        this.wire = wire;
    }

    /** The name of the extension. */
    public String wire() {
        return wire;
    }

    static Sponsoring parse(String text) {
        return Arrays.stream(values())
                .filter(each -> each.wire.equals(text))
                .findFirst()
                .orElseThrow(() -> new MalformedException("unknown extension"));
    }
}
