package dev.quittance.signer.account;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.policy.HeldAccount;
import dev.quittance.signer.policy.Operation;
import dev.quittance.signer.principal.Role;
import java.util.Locale;
import java.util.Set;

/**
 * A key that the signer holds for one principal.
 *
 * @param name the same for all keys that an account has had
 * @param principal whose it is
 * @param version counts the account's keys, from 1
 */
public record Account(String name, Address address, Kind kind, String principal, int version, State state) {
    /** What an account's key may sign. */
    public enum Kind {
        /** Authorizations of payments. */
        PAYER,
        /** Transactions that carry payments to the chain: a lane. */
        RELAY,
        /** Receipts of paid requests. */
        RECEIPT,
        /** Transfers out of a merchant's takings. */
        MERCHANT;

        /**
         * Reads the wire text.
         *
         * @throws MalformedException when there is no such kind
         */
        public static Kind parse(String text) {
            for (Kind kind : values()) {
                if (kind.text().equals(text)) {
                    return kind;
                }
            }
            throw new MalformedException("an account's kind is payer, relay, receipt or merchant");
        }

        /** The wire text, lower case. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether principals of this role have accounts of this kind. */
        public boolean isFor(Role role) {
            return switch (this) {
                case PAYER -> role == Role.AGENT;
                case RELAY, RECEIPT -> role == Role.SERVICE;
                case MERCHANT -> role == Role.MERCHANT;
            };
        }

        private Set<Operation> operations() {
            return switch (this) {
                case PAYER -> Set.of(Operation.PAYMENT);
                case RELAY -> Set.of(Operation.RELAY);
                case RECEIPT -> Set.of(Operation.RECEIPT);
                case MERCHANT -> Set.of(Operation.REFUND, Operation.PAYOUT);
            };
        }
    }

    /** Whether the key may be used. */
    public enum State {
        ACTIVE,
        /** Replaced by a newer key of the account. */
        RETIRED,
        /** The account was closed. */
        CLOSED;

        /** The wire text, lower case. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The account as the policy sees it. */
    public HeldAccount held() {
        HeldAccount.State held = switch (state) {
            case ACTIVE -> HeldAccount.State.ACTIVE;
            case RETIRED, CLOSED -> HeldAccount.State.RETIRED;
        };
        return new HeldAccount(name, principal, kind.operations(), held);
    }

    /** Name, address, kind, version and state, and whose it is. */
    public JsonObject toJson() {
        return JsonObject.builder()
                .put("name", name)
                .put("address", address.toString())
                .put("kind", kind.text())
                .put("principal", principal)
                .put("version", version)
                .put("state", state.text())
                .build();
    }
}
