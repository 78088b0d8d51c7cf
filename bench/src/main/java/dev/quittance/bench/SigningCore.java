package dev.quittance.bench;

import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Bytes32;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;

/** Recoverable signatures of one thread, for each second of its own CPU time: ours beside web3j's. */
final class SigningCore {
    private static final int WARM_UP = 2_000;
    private static final int SIGNATURES = 8_000;
    private static final int PEER_SIGNATURES = 3_000;

    private SigningCore() {}

    static Metric measure() {
        byte[] secret = new byte[Bytes32.LENGTH];
        new SecureRandom().nextBytes(secret);
        var curve = new Secp256k1(1, new SecureRandom());
        ECKeyPair pair = ECKeyPair.create(secret);
        try (var key = PrivateKey.of(secret)) {
            double ours = perSecond(digest -> curve.sign(digest, key).yParity(), SIGNATURES);
            double theirs = perSecond(
                    digest ->
                            Sign.signMessage(digest.toByteArray(), pair, false).getV()[0],
                    PEER_SIGNATURES);
            return Metric.of("signer", "signing_core_per_cpu_second", ours, "1/s")
                    .beside(Metric.of("signer", "signing_core_per_cpu_second", theirs, "1/s"));
        }
    }

    private interface Signing {
        int sign(Bytes32 digest);
    }

    private static double perSecond(Signing signing, int count) {
        int parities = 0;
        for (int i = 0; i < WARM_UP; i++) {
            parities += signing.sign(digest(i));
        }
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < count; i++) {
            parities += signing.sign(digest(i));
        }
        long took = threads.getCurrentThreadCpuTime() - before;
        // Used, so that nothing is left out.
        if (parities == 0) {
            throw new BenchFailedException("all signatures have even parity");
        }
        return count * 1e9 / took;
    }

    private static Bytes32 digest(int number) {
        return Bytes32.of(BigInteger.valueOf(number + 1L));
    }
}
