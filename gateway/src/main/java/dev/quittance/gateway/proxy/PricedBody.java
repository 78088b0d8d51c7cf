package dev.quittance.gateway.proxy;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Sha256;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** The body of a priced request, as it is known when the price is asked. */
public sealed interface PricedBody {

    /** The hash that the price is bound to. */
    Bytes32 sha256();

    /** Read whole and hashed; can be sent as often as needed. */
    record Whole(Buffer bytes) implements PricedBody {
        private static final Bytes32 OF_NOTHING = Sha256.hash(new byte[0]);

        @Override
        public Bytes32 sha256() {
            return bytes.length() == 0 ? OF_NOTHING : Sha256.hash(bytes.getBytes());
        }

        @Override
        public String toString() {
            return "Whole[" + bytes.length() + " bytes]";
        }
    }

    /**
     * Still on its way and bound by the hash that the client declared (RFC 9530); can be sent once.
     *
     * @param bytesMax most bytes that are taken
     */
    record Streaming(HttpServerRequest request, Bytes32 declaredSha256, long bytesMax) implements PricedBody {

        @Override
        public Bytes32 sha256() {
            return declaredSha256;
        }

        /** The body as it flows; asks for it where the client waits to be asked, and fails where it is not what was declared. */
        public DigestedStream open() {
            return new DigestedStream(request, declaredSha256, bytesMax);
        }
    }
}
