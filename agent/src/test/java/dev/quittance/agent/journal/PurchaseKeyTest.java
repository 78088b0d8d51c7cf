package dev.quittance.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PurchaseKeyTest {
    @Test
    void isTheSameForTheSameRequest() throws Exception {
        var one = order("a").header("Authorization", "Bearer one").build();
        var two = order("a").header("Authorization", "Bearer two").build();

        assertThat(key(one)).isEqualTo(key(two));
        assertThat(key(one).toString()).matches("[0-9a-f]{64}");
    }

    @Test
    void setsApartWhateverIsAskedFor() throws Exception {
        var keys = new HashSet<PurchaseKey>();
        keys.add(key(order("a").build()));
        keys.add(key(order("b").build()));
        keys.add(key(order("a").PUT(BodyPublishers.ofString("a")).build()));
        keys.add(key(order("a").uri(URI.create("http://localhost/order?x=1")).build()));
        keys.add(key(order("a").uri(URI.create("https://localhost/order")).build()));
        keys.add(key(order("a").header("X-Order-Id", "1").build()));
        keys.add(key(order("a").header("Accept", "text/plain").build()));
        keys.add(PurchaseKey.of(order("a").build(), Optional.of("mine")));

        assertThat(keys).hasSize(8);
    }

    @Test
    void readsABodyThatComesInPieces() throws Exception {
        var pieces = HttpRequest.newBuilder(URI.create("http://localhost/order"))
                .POST(BodyPublishers.ofByteArrays(List.of(new byte[] {'a'}, new byte[] {'b'})))
                .build();

        assertThat(key(pieces)).isEqualTo(key(order("ab").build()));
    }

    private static HttpRequest.Builder order(String body) {
        return HttpRequest.newBuilder(URI.create("http://localhost/order")).POST(BodyPublishers.ofString(body));
    }

    private static PurchaseKey key(HttpRequest request) throws Exception {
        return PurchaseKey.of(request, Optional.empty());
    }
}
