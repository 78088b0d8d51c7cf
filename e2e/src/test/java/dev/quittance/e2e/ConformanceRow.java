package dev.quittance.e2e;

import java.util.List;

/** One way in which three parties that were written apart from each other buy and sell: which client, server and facilitator. */
record ConformanceRow(Client client, Server server, Settler settler, String method, Flow flow, String verb) {

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

    /** When the money moves. */
    enum Flow {
        AUTHORIZATION,
        UPFRONT
    }

    private static final String EIP3009 = "eip3009";

    private static ConformanceRow get(Client client, Server server, Settler settler, Flow flow) {
        return new ConformanceRow(client, server, settler, EIP3009, flow, "GET");
    }

    private static ConformanceRow post(Client client, Server server, Settler settler, Flow flow) {
        return new ConformanceRow(client, server, settler, EIP3009, flow, "POST");
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

    /** The path that is sold in this way, at every server. */
    String path() {
        return switch (flow) {
            case AUTHORIZATION -> "/answer";
            case UPFRONT -> "/upfront";
        };
    }

    @Override
    public String toString() {
        return "%-11s %-14s %-12s v%d exact/%-8s %-13s %-4s"
                .formatted(
                        client.label,
                        server.label,
                        settler.label,
                        version(),
                        method,
                        flow.name().toLowerCase(java.util.Locale.ROOT),
                        verb);
    }
}
