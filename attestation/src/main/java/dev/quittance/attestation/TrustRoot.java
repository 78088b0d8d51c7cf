package dev.quittance.attestation;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** Whose word is believed; there is no default, and neither kind takes a document of the other. */
public sealed interface TrustRoot {
    /** What simulated roots say in their subject, for everybody to see. */
    String SIMULATED = "SIMULATED";

    /** How names of simulated modules begin. */
    String SIMULATED_MODULE = "sim-";

    /** What the root of hardware is called in settings and options. */
    String AWS_NITRO = "aws-nitro";

    /** How whoever was told of a file reads it. */
    @FunctionalInterface
    interface TextFile<X extends Exception> {
        String read(Path file) throws X;
    }

    /**
     * The root that a setting or an option names: {@link #AWS_NITRO}, or a PEM file with the certificate of a simulated one.
     *
     * @throws X when the file cannot be read
     * @throws MalformedException when it holds something else
     */
    static <X extends Exception> TrustRoot named(String name, TextFile<X> files) throws X {
        return name.equals(AWS_NITRO) ? new AwsNitro() : Simulated.parse(files.read(Path.of(name)));
    }

    /** SHA-256 of the one certificate, in DER, with which chains may begin. */
    Bytes32 fingerprint();

    /** Whether a module of this name belongs under this root. */
    boolean fits(String moduleId);

    /** The hardware of AWS: Root-G1 of Nitro enclaves, by the fingerprint that AWS publishes. */
    record AwsNitro() implements TrustRoot {
        private static final Bytes32 ROOT_G1 =
                Bytes32.parse("0x641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b");

        @Override
        public Bytes32 fingerprint() {
            return ROOT_G1;
        }

        @Override
        public boolean fits(String moduleId) {
            return !moduleId.startsWith(SIMULATED_MODULE);
        }
    }

    /** A key in a file: it proves nothing to whoever does not trust the machine with that file. */
    record Simulated(Bytes32 fingerprint) implements TrustRoot {
        /**
         * The root of this certificate.
         *
         * @throws IllegalArgumentException when the certificate does not say that it is simulated
         */
        public static Simulated of(X509Certificate root) {
            if (!root.getSubjectX500Principal().getName().contains(SIMULATED)) {
                throw new IllegalArgumentException("the certificate does not say " + SIMULATED);
            }
            try {
                return new Simulated(Sha256.hash(root.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException("not a certificate", e);
            }
        }

        /**
         * The root of a certificate in PEM.
         *
         * @throws MalformedException when it is something else, or does not say that it is simulated
         */
        public static Simulated parse(String pem) {
            try {
                int start = Math.max(0, pem.indexOf("-----BEGIN CERTIFICATE"));
                byte[] bytes = pem.substring(start).getBytes(StandardCharsets.US_ASCII);
                return of((X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes)));
            } catch (CertificateException | IllegalArgumentException e) {
                throw new MalformedException("not the certificate of a simulated root");
            }
        }

        @Override
        public boolean fits(String moduleId) {
            return moduleId.startsWith(SIMULATED_MODULE);
        }
    }
}
