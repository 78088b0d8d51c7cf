package dev.quittance.signer.account;

import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.protocol.Address;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** The keys in use: opened once, held off-heap, lent for one piece of work at a time. */
@Singleton
public final class KeyRing {
    private static final Logger LOG = Logger.getLogger(KeyRing.class);

    private final KeyVault vault;
    private volatile Map<Address, Slot> slots = Map.of();

    KeyRing(KeyVault vault) {
        this.vault = vault;
    }

    /** A sealed key and, if it opens, the key. */
    private record Slot(SealedAccount sealed, Optional<PrivateKey> key) {
        boolean isOf(SealedAccount other) {
            return key.isPresent()
                    && sealed.account().address().equals(other.account().address())
                    && sealed.sealedAs().equals(other.sealedAs())
                    && sealed.keyVersion() == other.keyVersion()
                    && Arrays.equals(
                            sealed.sealedKey().bytes(), other.sealedKey().bytes());
        }
    }

    /**
     * Holds the keys of these accounts from now on and no others; a key whose seal is unchanged is not opened again. An account
     * whose key does not open is held without it, so that the others go on.
     *
     * @return how many keys were opened
     */
    public synchronized int replace(List<SealedAccount> accounts) {
        Map<Address, Slot> before = slots;
        var count = new AtomicInteger();
        var opened = new ConcurrentHashMap<Address, Slot>();
        accounts.parallelStream().forEach(account -> {
            Address address = account.account().address();
            Slot held = before.get(address);
            if (held == null || !held.isOf(account)) {
                held = new Slot(account, open(account));
                count.incrementAndGet();
            }
            opened.put(address, held);
        });
        slots = new HashMap<>(opened);
        before.forEach((address, slot) -> {
            Slot after = opened.get(address);
            if (after == null || !after.key().equals(slot.key())) {
                slot.key().ifPresent(PrivateKey::close);
            }
        });
        return count.get();
    }

    private Optional<PrivateKey> open(SealedAccount account) {
        try {
            return Optional.of(vault.open(account));
        } catch (IllegalStateException e) {
            LOG.errorf("the key of account %s does not open", account.account().name());
            return Optional.empty();
        }
    }

    /**
     * Lends the account's key for one piece of work.
     *
     * @throws IllegalStateException when the account is not held, or its sealed key did not open
     */
    public <T> T use(Address account, Function<PrivateKey, T> work) {
        Slot slot = slots.get(account);
        if (slot == null) {
            throw new IllegalStateException("the account is not held");
        }
        return work.apply(slot.key()
                .orElseThrow(() -> new IllegalStateException(
                        "the key of account " + slot.sealed().account().name() + " does not open")));
    }
}
