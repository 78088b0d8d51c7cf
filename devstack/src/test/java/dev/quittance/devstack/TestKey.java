package dev.quittance.devstack;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;

/** A secp256k1 key made from a label, and its recoverable signatures (RFC 6979, low s). */
record TestKey(BigInteger secret) {
    private static final X9ECParameters CURVE = SECNamedCurves.getByName("secp256k1");
    private static final BigInteger ORDER = CURVE.getN();

    record Signature(int v, Bytes32 r, Bytes32 s) {
        byte[] bytes() {
            byte[] all = Arrays.copyOf(r.toByteArray(), 65);
            System.arraycopy(s.toByteArray(), 0, all, 32, 32);
            all[64] = (byte) v;
            return all;
        }

        /** The malleable twin: the same key signed it, but s is in the upper half. */
        Signature highS() {
            return new Signature(v == 27 ? 28 : 27, r, Bytes32.of(ORDER.subtract(s.toUnsigned())));
        }

        Signature withV(int other) {
            return new Signature(other, r, s);
        }
    }

    static TestKey of(String label) {
        return new TestKey(Keccak256.hash(label).toUnsigned().mod(ORDER));
    }

    Address address() {
        byte[] point = CURVE.getG().multiply(secret).getEncoded(false);
        byte[] hash = Keccak256.hash(Arrays.copyOfRange(point, 1, 65)).toByteArray();
        return new Address(Arrays.copyOfRange(hash, 12, 32));
    }

    Signature sign(Bytes32 digest) {
        var nonces = new HMacDSAKCalculator(new SHA256Digest());
        nonces.init(ORDER, secret, digest.toByteArray());
        BigInteger k = nonces.nextK();
        ECPoint point = CURVE.getG().multiply(k).normalize();
        BigInteger r = point.getAffineXCoord().toBigInteger().mod(ORDER);
        BigInteger s = k.modInverse(ORDER)
                .multiply(digest.toUnsigned().add(r.multiply(secret)))
                .mod(ORDER);
        boolean odd = point.getAffineYCoord().toBigInteger().testBit(0);
        boolean high = s.compareTo(ORDER.shiftRight(1)) > 0;
        return new Signature(odd == high ? 27 : 28, Bytes32.of(r), Bytes32.of(high ? ORDER.subtract(s) : s));
    }
}
