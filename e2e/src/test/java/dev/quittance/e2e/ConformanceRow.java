package dev.quittance.e2e;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

/** One way in which three parties that were written apart from each other buy and sell: which client, server and facilitator. */
record ConformanceRow(Client client, Server server, Settler settler, Payment payment, Flow flow, String verb) {

    /** Who pays. */
    enum Client {
        /** {@code @x402/fetch}: version 2. */
        OFFICIAL("@x402/fetch", 2),
        /** {@code x402-fetch}: version 1. */
        LEGACY("x402-fetch", 1);

        private final String label;
        private final int version;

        Client(String label, int version) {
            this.label = label;
            this.version = version;
        }
    }

    /** Who sells. */
    enum Server {
        OURS("gateway"),
        /** {@code @x402/express}: version 2. */
        OFFICIAL("@x402/express"),
        /** {@code x402-express}: version 1. */
        LEGACY("x402-express");

        private final String label;

        Server(String label) {
            this.label = label;
        }
    }

    /** Who verifies and settles. */
    enum Settler {
        OURS("facilitator"),
        OFFICIAL("@x402/evm");

        private final String label;

        Settler(String label) {
            this.label = label;
        }
    }

    /** What is paid with. */
    enum Payment {
        EIP3009("exact/eip3009", 1_000),
        /** The same by a wallet that is a contract (ERC-1271). */
        WALLET("eip3009+erc1271", 1_000),
        /** The same by a wallet that a factory is yet to make (ERC-6492). */
        UNDEPLOYED("eip3009+erc6492", 1_000),
        /** The same by a key's account that has delegated to code (EIP-7702). */
        DELEGATED("eip3009+eip7702", 1_000),
        PERMIT2("exact/permit2", 1_000),
        /** With the payer's signed approval of Permit2 beside. */
        APPROVAL("permit2+approval", 1_000),
        /** The same by a payer who has no gas for it. */
        PENNILESS("approval, no gas", 1_000),
        /** With the payer's permit for Permit2 beside (EIP-2612). */
        ALLOWANCE("permit2+eip2612", 1_000),
        /** At most twice the price; the shop asks for 700. */
        UPTO("upto/permit2", 700);

        private final String label;
        private final int charged;

        Payment(String label, int charged) {
            this.label = label;
            this.charged = charged;
        }

        /** What moves, in atomic units. */
        BigInteger charged() {
            return BigInteger.valueOf(charged);
        }
    }

    /** When the money moves. */
    enum Flow {
        AUTHORIZATION,
        UPFRONT
    }

    private static ConformanceRow get(Client client, Server server, Settler settler, Flow flow) {
        return new ConformanceRow(client, server, settler, Payment.EIP3009, flow, "GET");
    }

    private static ConformanceRow post(Client client, Server server, Settler settler, Flow flow) {
        return new ConformanceRow(client, server, settler, Payment.EIP3009, flow, "POST");
    }

    /** By other ways than a plain authorization: official client, our gateway, official facilitator. */
    private static ConformanceRow official(Payment payment) {
        return new ConformanceRow(Client.OFFICIAL, Server.OURS, Settler.OFFICIAL, payment, Flow.AUTHORIZATION, "GET");
    }

    /** By other ways than a plain authorization: official client, our facilitator. */
    private static ConformanceRow permit2(Server server, Payment payment, Flow flow) {
        return new ConformanceRow(Client.OFFICIAL, server, Settler.OURS, payment, flow, "GET");
    }

    static List<ConformanceRow> all() {
        return List.of(
                get(Client.OFFICIAL, Server.OURS, Settler.OURS, Flow.AUTHORIZATION),
                get(Client.OFFICIAL, Server.OURS, Settler.OURS, Flow.UPFRONT),
                post(Client.OFFICIAL, Server.OURS, Settler.OURS, Flow.AUTHORIZATION),
                post(Client.OFFICIAL, Server.OURS, Settler.OURS, Flow.UPFRONT),
                get(Client.OFFICIAL, Server.OFFICIAL, Settler.OURS, Flow.AUTHORIZATION),
                get(Client.OFFICIAL, Server.OFFICIAL, Settler.OURS, Flow.UPFRONT),
                get(Client.OFFICIAL, Server.OURS, Settler.OFFICIAL, Flow.AUTHORIZATION),
                get(Client.OFFICIAL, Server.OURS, Settler.OFFICIAL, Flow.UPFRONT),
                permit2(Server.OURS, Payment.PERMIT2, Flow.AUTHORIZATION),
                permit2(Server.OURS, Payment.PERMIT2, Flow.UPFRONT),
                permit2(Server.OFFICIAL, Payment.PERMIT2, Flow.AUTHORIZATION),
                official(Payment.PERMIT2),
                new ConformanceRow(
                        Client.OFFICIAL, Server.OURS, Settler.OFFICIAL, Payment.PERMIT2, Flow.UPFRONT, "GET"),
                permit2(Server.OURS, Payment.WALLET, Flow.UPFRONT),
                permit2(Server.OFFICIAL, Payment.WALLET, Flow.AUTHORIZATION),
                official(Payment.WALLET),
                permit2(Server.OURS, Payment.UNDEPLOYED, Flow.UPFRONT),
                permit2(Server.OURS, Payment.UNDEPLOYED, Flow.AUTHORIZATION),
                permit2(Server.OFFICIAL, Payment.UNDEPLOYED, Flow.AUTHORIZATION),
                official(Payment.UNDEPLOYED),
                permit2(Server.OURS, Payment.DELEGATED, Flow.UPFRONT),
                permit2(Server.OFFICIAL, Payment.DELEGATED, Flow.AUTHORIZATION),
                official(Payment.DELEGATED),
                permit2(Server.OFFICIAL, Payment.APPROVAL, Flow.AUTHORIZATION),
                permit2(Server.OURS, Payment.APPROVAL, Flow.AUTHORIZATION),
                permit2(Server.OFFICIAL, Payment.PENNILESS, Flow.AUTHORIZATION),
                permit2(Server.OURS, Payment.PENNILESS, Flow.AUTHORIZATION),
                permit2(Server.OURS, Payment.ALLOWANCE, Flow.AUTHORIZATION),
                permit2(Server.OFFICIAL, Payment.ALLOWANCE, Flow.AUTHORIZATION),
                permit2(Server.OFFICIAL, Payment.UPTO, Flow.AUTHORIZATION),
                permit2(Server.OURS, Payment.UPTO, Flow.AUTHORIZATION),
                official(Payment.UPTO),
                get(Client.LEGACY, Server.OURS, Settler.OURS, Flow.AUTHORIZATION),
                get(Client.LEGACY, Server.OURS, Settler.OURS, Flow.UPFRONT),
                post(Client.LEGACY, Server.OURS, Settler.OURS, Flow.UPFRONT),
                get(Client.LEGACY, Server.LEGACY, Settler.OURS, Flow.AUTHORIZATION),
                get(Client.LEGACY, Server.OURS, Settler.OFFICIAL, Flow.AUTHORIZATION),
                get(Client.LEGACY, Server.OURS, Settler.OFFICIAL, Flow.UPFRONT));
    }

    int version() {
        return client.version;
    }

    /** Whether the client asks the chain: what its payer has approved, or where its payer's wallet is. */
    boolean needsNode() {
        return switch (payment) {
            case WALLET, UNDEPLOYED, APPROVAL, PENNILESS, ALLOWANCE -> true;
            case EIP3009, DELEGATED, PERMIT2, UPTO -> false;
        };
    }

    /** The path that is sold in this way, at every server. */
    String path() {
        return switch (payment) {
            case EIP3009, WALLET, UNDEPLOYED, DELEGATED ->
                switch (flow) {
                    case AUTHORIZATION -> "/answer";
                    case UPFRONT -> "/upfront";
                };
            case PERMIT2 ->
                switch (flow) {
                    case AUTHORIZATION -> "/permit2";
                    case UPFRONT -> "/permit2-upfront";
                };
            case APPROVAL, PENNILESS -> "/approval";
            case ALLOWANCE -> "/allowance";
            case UPTO -> "/upto";
        };
    }

    @Override
    public String toString() {
        return "%-11s %-14s %-12s v%d %-16s %-13s %-4s"
                .formatted(
                        client.label,
                        server.label,
                        settler.label,
                        version(),
                        payment.label,
                        flow.name().toLowerCase(Locale.ROOT),
                        verb);
    }
}
