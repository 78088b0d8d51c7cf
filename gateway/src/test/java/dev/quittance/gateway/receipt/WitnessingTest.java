package dev.quittance.gateway.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.LogAuthor;
import dev.quittance.protocol.Bytes32;
import dev.quittance.transparency.Anchor;
import dev.quittance.transparency.Presentation;
import dev.quittance.transparency.SeenStore;
import dev.quittance.transparency.TreeHash;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WitnessingTest extends ReceiptsTestCase {
    private static final LogAuthor AUTHOR = new LogAuthor();
    private static final Bytes32 FIRST = LogAuthor.leaf("first");
    private static final Bytes32 SECOND = LogAuthor.leaf("second");
    private static final Bytes32 OTHER = LogAuthor.leaf("other");

    /** What was seen only grows, so that one test goes through it all. */
    @Test
    void keepsWhatBeginsWithWhatItSawAndTellsOfWhatDoesNot() throws Exception {
        // Given
        signer.tells(200, AUTHOR.reception(1, FIRST));
        replica("witness-period", "PT0.02S").start();
        await(() -> kept().isPresent());

        // When the signer's log grows, for another replica too
        signer.tells(200, AUTHOR.reception(2, TreeHash.node(FIRST, SECOND), SECOND));
        await(() -> size() == 2);
        Optional<Anchor> kept = kept();
        await(() -> signer.presented().contains(new Presentation(kept).toJson()));

        // Then what is another log is told of, each time, and never kept
        signer.tells(200, AUTHOR.reception(2, TreeHash.node(OTHER, SECOND)));
        await(() -> faults("log_forked") > 1);
        signer.tells(200, AUTHOR.reception(1, FIRST));
        await(() -> faults("log_rolled_back") > 0);
        assertThat(kept()).isEqualTo(kept);

        // Then a signer that refuses, or gives none, changes nothing
        for (String body : List.of("{\"code\":\"log_forked\"}", "{\"checkpoint\":1}")) {
            signer.tells(body.contains("code") ? 409 : 200, body);
            int before = signer.presented().size();
            await(() -> signer.presented().size() > before + 2);
        }
        assertThat(kept()).isEqualTo(kept);
        signer.tells(200, AUTHOR.reception(2, TreeHash.node(FIRST, SECOND)));
        double faults = faults("log_forked");
        int before = signer.presented().size();
        await(() -> signer.presented().size() > before + 2);
        assertThat(faults("log_forked")).as("and it goes on").isEqualTo(faults);
    }

    private double faults(String code) {
        return metrics.counter("quittance.gateway.signer.log.faults", "code", code)
                .count();
    }

    private static long size() {
        try {
            return kept().orElseThrow().checkpoint().size();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Anchor> kept() {
        return new ReceiptStore(database()).inTransaction(SeenStore::newest);
    }
}
