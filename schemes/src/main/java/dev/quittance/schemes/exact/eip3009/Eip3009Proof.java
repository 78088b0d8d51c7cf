package dev.quittance.schemes.exact.eip3009;

import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Log;
import dev.quittance.evm.abi.TokenEvent;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.eip712.TransferAuthorization;
import java.util.List;
import java.util.Optional;

/**
 * The proof that an authorization moved its money: the token's own {@code AuthorizationUsed} for payer and nonce, and
 * the {@code Transfer} of exactly its amount that belongs to it. A transaction's status proves nothing.
 */
public final class Eip3009Proof {
    private final Eip3009Token token;
    private final TransferAuthorization authorization;

    public Eip3009Proof(Address token, TransferAuthorization authorization) {
        this.token = new Eip3009Token(token);
        this.authorization = authorization;
    }

    /**
     * Finds the {@code Transfer} among the logs of one transaction. It is the token's first event after
     * {@code AuthorizationUsed}: two authorizations of one payer over the same amount never share a proof.
     *
     * @param logs all logs of the transaction, in order
     */
    public Optional<Log> find(List<Log> logs) {
        boolean used = false;
        for (Log log : logs) {
            Optional<TokenEvent> event = token.event(log);
            if (event.isEmpty()) {
                continue;
            }
            if (used) {
                return isTransfer(event.get()) ? Optional.of(log) : Optional.empty();
            }
            used = isUse(event.get());
        }
        return Optional.empty();
    }

    private boolean isUse(TokenEvent event) {
        return event.equals(new TokenEvent.AuthorizationUsed(authorization.from(), authorization.nonce()));
    }

    private boolean isTransfer(TokenEvent event) {
        return event.equals(new TokenEvent.Transfer(authorization.from(), authorization.to(), authorization.value()));
    }
}
