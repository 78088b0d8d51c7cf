package dev.quittance.signer.policy;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Principals, accounts, grants and requests out of small numbers of each, so that they meet often. */
final class RandomWorld {
    static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

    private static final List<String> PRINCIPALS = List.of("alice", "bob");
    private static final List<String> ACCOUNTS = List.of("a-1", "a-2", "b-1", "m-1");
    private static final List<AssetId> ASSETS =
            List.of(AssetId.gasOf(8453), new AssetId(8453, address(90)), new AssetId(84532, address(90)));
    private static final List<Address> PAYEES = List.of(address(50), address(51), address(52));
    private static final List<Origin> ORIGINS =
            List.of(new Origin("https://one.example:443"), new Origin("http://two.example:8080"));
    private static final List<Operation> OPERATIONS = List.of(Operation.PAYMENT, Operation.PAYMENT, Operation.REFUND);

    private final Random random;

    RandomWorld(long seed) {
        this.random = new Random(seed);
    }

    static Address address(int number) {
        byte[] bytes = new byte[Address.LENGTH];
        bytes[Address.LENGTH - 1] = (byte) number;
        return new Address(bytes);
    }

    Custody custody(List<Grant> grants) {
        var accounts = new HashMap<Address, HeldAccount>();
        for (int i = 0; i < ACCOUNTS.size(); i++) {
            String name = ACCOUNTS.get(i);
            Set<Operation> operations =
                    name.startsWith("m") ? Set.of(Operation.REFUND, Operation.PAYOUT) : Set.of(Operation.PAYMENT);
            accounts.put(
                    address(i),
                    new HeldAccount(
                            name,
                            name.startsWith("b") ? "bob" : "alice",
                            operations,
                            rarely() ? HeldAccount.State.RETIRED : HeldAccount.State.ACTIVE));
        }
        var stops = new Stops(
                random.nextInt(40) == 0,
                rarely() ? Set.of(any(PRINCIPALS)) : Set.of(),
                rarely() ? Set.of(any(ACCOUNTS)) : Set.of());
        var approvals = new HashMap<Bytes32, Set<String>>();
        for (int i = 0; i < 6; i++) {
            approvals.put(fingerprint(i), some(List.of("ann", "ben", "cat", "alice")));
        }
        return Custody.of(stops, accounts, grants, approvals);
    }

    List<Grant> grants() {
        return IntStream.range(0, random.nextInt(7))
                .mapToObj(i -> grant("grant-" + i))
                .collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
    }

    Grant grant(String id) {
        var budgets = new EnumMap<Window, BigInteger>(Window.class);
        for (Window window : Window.values()) {
            if (random.nextInt(3) == 0) {
                budgets.put(window, amount(400));
            }
        }
        return new Grant(
                id,
                any(PRINCIPALS),
                any(OPERATIONS),
                scope(ACCOUNTS),
                scope(ASSETS),
                scope(PAYEES),
                scope(ORIGINS),
                Optional.of(amount(100)),
                budgets,
                sometimes(this::time),
                sometimes(this::time),
                Optional.of(Duration.ofSeconds(1 + random.nextInt(600))),
                sometimes(this::consent));
    }

    /** The grant with some members of another. */
    Grant mix(Grant one, Grant other) {
        return new Grant(
                one.id(),
                pick(one.principal(), other.principal()),
                pick(one.operation(), other.operation()),
                pick(one.accounts(), other.accounts()),
                pick(one.assets(), other.assets()),
                pick(one.payees(), other.payees()),
                pick(one.origins(), other.origins()),
                pick(one.perPayment(), other.perPayment()),
                pick(one.budgets(), other.budgets()),
                pick(one.validFrom(), other.validFrom()),
                pick(one.validUntil(), other.validUntil()),
                pick(one.lifeMax(), other.lifeMax()),
                pick(one.consent(), other.consent()));
    }

    SpendFact fact() {
        return new SpendFact(
                any(PRINCIPALS),
                any(OPERATIONS),
                address(random.nextInt(ACCOUNTS.size() + 1)),
                any(ASSETS),
                any(PAYEES),
                amount(110),
                sometimes(() -> any(ORIGINS)),
                Duration.ofSeconds(1 + random.nextInt(500)),
                random.nextInt(20) == 0,
                fingerprint(random.nextInt(8)));
    }

    /** From a second to some hours later, at times weeks. */
    Instant after(Instant now) {
        return now.plusSeconds(
                switch (random.nextInt(12)) {
                    case 0 -> random.nextInt(20 * 86_400);
                    case 1, 2 -> random.nextInt(86_400);
                    default -> random.nextInt(900);
                });
    }

    private Consent consent() {
        Set<String> approvers = new HashSet<>(some(List.of("ann", "ben", "cat")));
        approvers.add("alice");
        return new Consent(amount(80), approvers, 1 + random.nextInt(approvers.size()));
    }

    private Instant time() {
        return BEGIN.plusSeconds(random.nextInt(60 * 86_400));
    }

    private BigInteger amount(int bound) {
        return BigInteger.valueOf(1 + random.nextInt(bound));
    }

    private static Bytes32 fingerprint(int number) {
        return Bytes32.of(BigInteger.valueOf(number));
    }

    private <T> Scope<T> scope(List<T> all) {
        return random.nextInt(3) == 0 ? new Scope.Only<>(some(all)) : new Scope.Any<>();
    }

    private <T> Set<T> some(List<T> all) {
        var some = new HashSet<T>();
        all.forEach(each -> {
            if (random.nextBoolean()) {
                some.add(each);
            }
        });
        return some;
    }

    private <T> Optional<T> sometimes(Supplier<T> value) {
        return random.nextInt(4) == 0 ? Optional.of(value.get()) : Optional.empty();
    }

    private boolean rarely() {
        return random.nextInt(12) == 0;
    }

    private <T> T pick(T one, T other) {
        return random.nextInt(3) == 0 ? other : one;
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
